"""Demo Gormic: CRM customers with list, export, create, update and delete (which archives)."""
