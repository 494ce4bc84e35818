"""`explorer list` and `explorer get`: records of a vendor, or of what is held offline."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial

from explorer.cli.columns import kept_columns
from explorer.cli.outcome import broken_off_tidily, say
from explorer.cli.output import Output, form, output, say_kept, tell_apostrophes
from explorer.cli.reading import Reader, reader
from explorer.cli.session import Session
from explorer.export.formats import Writer
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.arranging import Arrangement, arranged_rows, means_none
from explorer.model.chosen_columns import DEFAULT, columns_of, includes_of, path_named
from explorer.model.errors import Incomplete, UsageError
from explorer.model.field import Column
from explorer.model.json_text import JsonObject
from explorer.model.listing import Held, Listing, not_all
from explorer.model.moment import minute
from explorer.model.page import Query
from explorer.model.parameters import checked, included
from explorer.model.resource import Operation, Resource
from explorer.model.text import safe
from explorer.model.value import dataclass
from explorer.model.view import View, parse


def list_records(session: Session, options: Namespace) -> int:
    """Prints the records of a collection, those of each page as it arrives."""
    text = session.rows_text(session.view_text(options.address))
    place, mark, narrowing = text.partition("?")
    account, address = session.address(place)
    resource = None if address.is_account else account.vendor.resource(address.segments)
    if resource is None or not address.is_collection:
        raise UsageError(f"{address} is no collection", next_step=_right_command(address))
    text = f"{address}{mark}{narrowing}"
    view, declared = _with_columns(parse(text, {account.name: account}), session, account, resource, options)
    _take_view(view, options)
    query = replace(_query(account, resource, address, options), sort=view.sort)
    _check_page(resource, options)
    records = _records(account, resource, view, declared, options)
    with reader(session, account) as source, records as (writer, flush):
        if session.offline:
            query = _as_held(source, query)
        counts = _Counts()
        try:
            for batch in _kept(_batches(source, resource, query, options), resource, view, counts):
                writer.rows(batch)
                flush()
        except Incomplete:
            writer.end()
            _tell_repeated(source.repeated())
            _tell_counts(source.copy.peek(query).exact, counts, view, options)
            tell_apostrophes(writer)
            raise
        writer.end()
        listing = source.copy.peek(query)
        part = _is_part(counts.read, options)
        whole = listing.exact if part else source.exact(query)
        total = None if part else source.other_total(query, counts.read)
    _tell_repeated(source.repeated())
    _tell_counts(whole, counts, view, options)
    if writer.remark:
        say(f"{writer.remark}; choose with --columns")
    tell_apostrophes(writer)
    _tell_source(session, account, resource, listing)
    if view.of_held and (options.page or options.limit) and counts.read != whole:
        raise Incomplete(
            f"only the {counts.read:,} rows that were read were looked through",
            next_step=f"leave --{'page' if options.page else 'limit'} out for all of them",
        )
    if total is not None:
        raise not_all(counts.read, total)
    return 0


def _is_part(read: int, options: Namespace) -> bool:
    """What was read is all that was asked for, whatever there is."""
    return bool(options.page or (options.limit and read >= options.limit))


def _tell_source(session: Session, account: Account, resource: Resource, listing: Listing) -> None:
    """Says where the rows are from, unless the vendor has just listed them."""
    if session.offline:
        oldest = listing.pages.oldest
        _tell_age(oldest if oldest is not None else listing.synced_at)
    elif not _listable(resource):
        say(f"{account.vendor.title} cannot list {resource.title}: these were opened before on this machine")


@dataclass(slots=True)
class _Counts:
    """Rows that were read, and those of them that were kept."""

    read: int = 0
    kept: int = 0


def _with_columns(
    view: View, session: Session, account: Account, resource: Resource, options: Namespace
) -> tuple[View, Sequence[Column]]:
    """`view` with the columns that were asked for and what they need, and the columns to show where none were."""
    needed = includes_of(resource, [*dict(view.held_filters), *([view.order.path] if view.order else [])])
    view = replace(view, includes=tuple(dict.fromkeys((*view.includes, *needed))))
    if options.columns is not None:
        return replace(view, columns=_paths(resource, options.columns)), resource.columns
    kept = DEFAULT if view.columns else kept_columns(session, account, view.address, options)
    shown = [replace(each, shown=True) for each in columns_of(resource, kept)] if kept.paths else resource.columns
    needed = includes_of(resource, view.columns or kept.paths)
    return replace(view, includes=tuple(dict.fromkeys((*view.includes, *needed)))), shown


def _take_view(view: View, options: Namespace) -> None:
    """Adds what narrows the address to what the options say. Raises UsageError where both say the same.

    What explorer itself narrows or sorts is of all rows, as on the screen, unless a part of them is asked for.
    """
    if view.search and options.search:
        raise UsageError("the search is given twice", next_step="leave --search out, or search=… in the address")
    options.where = [*options.where, *view.filters]
    options.search = options.search or view.search
    options.include = tuple(dict.fromkeys((*(options.include or ()), *view.includes)))
    options.all = options.all or (view.of_held and not options.page and not options.limit)


def _kept(
    batches: Iterator[list[JsonObject]], resource: Resource, view: View, counts: _Counts
) -> Iterator[list[JsonObject]]:
    """What `view` keeps of the rows as they arrive; sorted they come when all are there, even if some are missing."""
    arrangement = Arrangement(view.held_filters, view.order)
    waiting: list[JsonObject] = []
    try:
        for batch in batches:
            counts.read += len(batch)
            if view.order is not None:
                waiting += batch
            else:
                kept = arranged_rows(resource, batch, view.held_search, arrangement) if view.of_held else batch
                counts.kept += len(kept)
                yield kept
    except Incomplete:
        kept = arranged_rows(resource, waiting, view.held_search, arrangement)
        counts.kept += len(kept)
        yield kept
        raise
    if waiting:
        kept = arranged_rows(resource, waiting, view.held_search, arrangement)
        counts.kept += len(kept)
        yield kept


def get_record(session: Session, options: Namespace) -> int:
    """Prints one record."""
    text = session.view_text(options.address)
    account, address = session.address(text if "://" in text else text.partition("?")[0])
    resource = None if address.is_account else account.vendor.resource(address.segments)
    if resource is None or not address.is_record:
        raise UsageError(f"{address} is no record", next_step=_right_command(address))
    account.vendor.path_values(address.segments)
    operation = account.operation(resource, "get")
    parameters = _filters(operation, resource, options)
    includes = _includes(operation, resource, options.include)
    columns = None if options.columns is None else _paths(resource, options.columns)
    destination = _destination(options)
    with reader(session, account) as source, destination as out:
        held = source.record(address, includes, parameters)
        out.record(held.body, columns, lambda: _members(resource))
    if session.offline:
        _tell_age(held.fetched_at)
        tell_gone(held)
        if operation is not None and not held.whole:
            say(f"{address}: the list's row only; without --offline explorer get reads it whole")
    return 0


@contextmanager
def _records(
    account: Account, resource: Resource, view: View, declared: Sequence[Column], options: Namespace
) -> Iterator[tuple[Writer, Callable[[], None]]]:
    """Where records go, and what hands on those that have been written."""
    names = view.columns or None
    if form(options.format, options.output) != "parquet":
        with _destination(options) as out:
            yield out.records(declared, names, lambda: _members(resource)), out.stream.flush
        return
    if not options.output:
        raise UsageError("Parquet is written to files", next_step="add --output FOLDER or FILE.parquet")
    from explorer.export.partitions import check_installed, destination  # no other form has any

    check_installed()
    from explorer.export.parquet import new_parquet  # of an extra

    file = destination(options.output, account, view.address.segments)
    otherwise = "name another place, or add --force"
    kept = partial(say_kept, file.path)
    parquet = new_parquet(file, resource, names, replace=options.force, otherwise=otherwise, kept=kept)
    with broken_off_tidily(), parquet as writer:
        yield writer, lambda: None
    say(f"written to {file.path}")


def _destination(options: Namespace) -> AbstractContextManager[Output]:
    return output(
        options.format,
        options.output,
        force=options.force,
        columns=options.columns is not None,
        no_formulas=options.no_formulas,
    )


def _query(account: Account, resource: Resource, address: Address, options: Namespace) -> Query:
    operation = account.operation(resource, "list")
    if options.search and not resource.search:
        raise UsageError(
            f"{account.vendor.title} cannot search {resource.title}", next_step="search what is held: explorer search"
        )
    return Query(
        address.segments,
        filters=_filters(operation, resource, options),
        search=options.search,
        includes=_includes(operation, resource, options.include) or (),
        archived=bool(resource.archived),
    )


def _filters(operation: Operation | None, resource: Resource, options: Namespace) -> tuple[tuple[str, str], ...]:
    pairs = dict(options.where)
    if not pairs:
        return ()
    if operation is None:
        raise UsageError(f"nothing can be asked for with -w here: {resource.title} have no such call")
    _refuse_twice(operation, resource, options)
    return tuple(sorted(checked(operation, pairs).items()))


def _refuse_twice(operation: Operation, resource: Resource, options: Namespace) -> None:
    """Raises UsageError where one parameter would get two values, of which one would be lost."""
    given = [name for name, _ in options.where]
    for name in given:
        if given.count(name) > 1:
            raise UsageError(f"“{name}” is given twice", next_step="where it takes several, separate them by commas")
        if name in operation.include_parameters and options.include:
            raise UsageError(f"“{name}” is given twice", next_step="name all after --include")
        if name == resource.search and getattr(options, "search", ""):
            raise UsageError(f"“{name}” is given twice", next_step="--search means the same")


def _includes(operation: Operation | None, resource: Resource, names: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if not names:
        return names
    if operation is None:
        raise UsageError(f"nothing can be included here: {resource.title} have no such call")
    included(operation, names)
    return names


def _check_page(resource: Resource, options: Namespace) -> None:
    pager = resource.pager
    if options.page and (pager is None or not pager.numbered):
        whole = pager is None and resource.export is None  # all there is comes at once
        if options.page > 1 or not whole:
            raise UsageError(f"pages of {resource.title} have no numbers", next_step="use --limit N or --all")


def _batches(source: Reader, resource: Resource, query: Query, options: Namespace) -> Iterator[list[JsonObject]]:
    if not _listable(resource) and not source.copy.peek(query).held:
        raise UsageError(
            f"{source.copy.account.vendor.title} cannot list {resource.title}, and none was opened here before",
            next_step=f"get one by its id: explorer get {source.copy.account.name}/{resource.name}/ID",
        )
    if options.all or options.limit:
        yield from source.batches(query, options.limit)
    elif options.page:
        yield source.page(query, options.page)
    else:
        yield source.first(query)


def _as_held(source: Reader, query: Query) -> Query:
    """The form of `query` that is held: with or without the records the vendor marks as deleted."""
    without = replace(query, archived=False)
    return query if source.copy.peek(query).held else without


def _listable(resource: Resource) -> bool:
    return bool(resource.operation("list") or resource.export or resource.includes_as)


def _members(resource: Resource) -> list[str]:
    """The documented members of a record. Loads the record's type."""
    from explorer.model.validate import attributes

    return [attribute.name for attribute in attributes(resource.record)]


def _paths(resource: Resource, names: Sequence[str]) -> tuple[str, ...]:
    """The paths of columns that may be called by their titles, too. Raises UsageError."""
    return tuple(path_named(resource, name, lambda: _members(resource)) for name in names)


def _right_command(address: Address) -> str:
    if address.is_account:
        return f"explorer ls {address} shows its collections"
    return f"explorer {'get' if address.is_record else 'list'} {address}"


def _tell_counts(whole: int | None, counts: _Counts, view: View, options: Namespace) -> None:
    narrowing = [*(f"{name}={value}" for name, value in options.where), *filter(None, [options.search])]
    if narrowing and not counts.read:
        say(f"{view.address}: nothing matches {', '.join(map(safe, narrowing))}")
    _tell_count(whole, counts.read, options)
    if view.held_search or view.held_filters:
        say(f"{counts.kept:,} of the {counts.read:,} rows that were read hold what ~ asks for")
    for path, text in view.held_filters if not counts.kept else ():
        if means_none(text):
            say(f"“{safe(text)}” is looked for as a text; ~{path}= finds the rows without a value")
    if view.order is not None:
        say(f"sorted by {view.order.path}: the {counts.read:,} rows that were read")


def _tell_repeated(repeated: int) -> None:
    if repeated:
        rows = "1 row" if repeated == 1 else f"{repeated:,} rows"
        say(f"{rows} came again on the same page or a later one; each record is printed once")


def _tell_count(whole: int | None, given: int, options: Namespace) -> None:
    if whole is None:
        if not options.all:
            say(f"{given:,} so far, --all for all")
    elif given != whole:
        say(f"{given:,} of {whole:,}" + ("" if options.all else ", --all for all"))


def tell_gone(held: Held) -> None:
    """Says where the vendor no longer lists a record that is still held."""
    if held.gone_at is not None:
        say(f"{held.address}: gone since {minute(held.gone_at)}")


def _tell_age(fetched_at: float | None) -> None:
    if fetched_at is not None:
        say(f"offline: as of {minute(fetched_at)}")
