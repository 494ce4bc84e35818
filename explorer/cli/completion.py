"""`explorer completion`: scripts that have a shell ask `explorer __complete` what may stand next.

What that prints needs no quoting in any shell, so that no key can act in one: see `completing`.
"""

from __future__ import annotations

from argparse import Namespace
from typing import Final

_BASH: Final = r"""# Put into ~/.bashrc:  source <(explorer completion bash)
_explorer() {
    local line word
    local -a words=()
    COMPREPLY=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if [[ ${#words[@]} -gt 0 && ${words[${#words[@]}-1]} == @ ]]; then
            words[${#words[@]}-1]="@$word"  # bash parts words at @
        else
            words+=("$word")
        fi
    done
    while IFS= read -r line; do
        if [[ $line == :files ]]; then
            compopt -o default
            return
        fi
        COMPREPLY+=("${line%%$'\t'*}")
    done < <("$1" __complete "${words[@]}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[/=] ]]; then
        compopt -o nospace
    fi
}
complete -F _explorer explorer
"""
_ZSH: Final = r"""#compdef explorer
# Put into ~/.zshrc, after compinit:  source <(explorer completion zsh)
_explorer() {
    local line value
    local -a whole whole_told begun begun_told
    while IFS= read -r line; do
        if [[ $line == :files ]]; then
            _files
            return
        fi
        value="${line%%$'\t'*}"
        if [[ $value == *[/=] ]]; then
            begun+=("$value")
            begun_told+=("${line//$'\t'/   }")
        else
            whole+=("$value")
            whole_told+=("${line//$'\t'/   }")
        fi
    done < <("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
    compadd -l -S '' -d begun_told -a begun
    compadd -l -d whole_told -a whole
}
if [[ ${funcstack[1]} == _explorer ]]; then
    _explorer "$@"
else
    compdef _explorer explorer
fi
"""
_FISH: Final = r"""# Put into ~/.config/fish/completions/explorer.fish:  explorer completion fish
function __explorer_complete
    set -l words (commandline -opc)
    set -l found ($words[1] __complete $words[2..-1] (commandline -ct) 2>/dev/null)
    if test "$found" = :files
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $found
    end
end
complete -c explorer -f -a '(__explorer_complete)'
"""
_SCRIPTS: Final = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def completion(options: Namespace) -> int:
    """Prints the script for a shell."""
    print(_SCRIPTS[options.shell], end="")
    return 0
