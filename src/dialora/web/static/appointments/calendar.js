// The drawn calendar: cards that are dragged, made longer, opened. All times are the wall times of the business,
// so no zone and no clock change of this browser can shift them.

const MINUTE = 60_000;
const VIEWS = { week: "timeGridWeek", day: "resourceTimeGridDay" };
/** Shades by which calendars are told apart where they stand in one column. */
const SHADES = 4;
/** A card that has room for one line only. */
const BRIEF_MS = 25 * MINUTE;
const GRID = ["table", "rowgroup", "row", "rowheader", "columnheader", "cell"];

/** A wall time reckoned with as if it were UTC: no day of it is shorter than another. */
const reckoned = (wall) => Date.parse(`${wall.slice(0, 19)}Z`);
const wall = (instant) => new Date(instant).toISOString().slice(0, 19);
const spanOf = (delta) => ((delta.days ?? 0) * 86_400 + (delta.seconds ?? 0)) * 1000;

/** Draw `data` in `place`; `act` sends a change, `open` shows a sheet. */
export function begin(place, data, { act, open }) {
  let known = data;
  let dragging = false;
  let focused = null;
  let drawnText = JSON.stringify(data);
  const mayChange = document.querySelector('a[href="/appointments/new"]') !== null;

  const brief = ({ starts, ends }) => reckoned(ends) - reckoned(starts) < BRIEF_MS;
  const shade = (id) => known.calendars.findIndex((each) => each.id === id) % SHADES;

  function cards() {
    const closed = known.closed.map((each, number) => ({
      id: `closed-${number}`,
      start: each.starts,
      end: each.ends,
      resourceIds: each.calendar ? [each.calendar] : known.calendars.map((one) => one.id),
      display: "background",
    }));
    const booked = known.appointments.map((each) => ({
      id: each.id,
      start: each.starts,
      end: each.ends,
      resourceIds: [each.calendar],
      title: each.name,
      classNames: [`shade-${Math.max(0, shade(each.calendar))}`, ...(each.past ? ["past"] : []), ...(brief(each) ? ["brief"] : [])],
      extendedProps: each,
    }));
    return [...closed, ...booked];
  }

  function moved({ event, newResource, delta, revert }) {
    const it = event.extendedProps;
    const fields = { version: it.version };
    if (newResource) fields.calendar_id = newResource.id;
    if (spanOf(delta) !== 0) fields.starts_at = wall(reckoned(it.starts) + spanOf(delta));
    act(`/appointments/${it.id}`, fields, { revert });
  }

  function stretched({ event, endDelta, revert }) {
    const it = event.extendedProps;
    const minutes = Math.round((reckoned(it.ends) - reckoned(it.starts) + spanOf(endDelta)) / MINUTE);
    act(`/appointments/${it.id}`, { minutes, version: it.version }, { revert });
  }

  function content({ event }) {
    const it = event.extendedProps;
    if (!it.name) return "";
    const line = (className, text) => {
      const part = document.createElement("span");
      part.className = className;
      part.textContent = text;
      return part;
    };
    const where = known.view === "week" && known.calendars.length > 1 ? ` · ${it.with}` : "";
    const pieces = [line("card-who", it.name), line("card-what", it.service + where), line("card-when", it.time)];
    const more = where ? "" : `, ${it.with}`;
    return { domNodes: [...pieces, line("unseen", `${more}. Open to move or cancel.`)] };
  }

  function dressed({ event, el }) {
    const it = event.extendedProps;
    if (!it.name) return;
    el.dataset.appointment = it.id;
    if (it.id === focused) {
      // Drawn anew, it keeps the focus it had.
      focused = null;
      queueMicrotask(() => el.focus());
    }
    el.title = `${it.time} ${it.name}, ${it.service}, ${it.with}`;
  }

  function head(date) {
    const day = dayOf(date);
    const name = document.createElement("span");
    name.className = "day-name";
    name.textContent = date.toLocaleDateString("en-GB", { weekday: "short", day: "numeric" });
    const called = (known.days[day] ?? []).map((text) => {
      const small = document.createElement("span");
      small.className = "day-called";
      small.textContent = text;
      small.title = text;
      return small;
    });
    const link = document.createElement("a");
    link.href = `/appointments?view=day&day=${day}`;
    link.append(name);
    return { domNodes: [link, ...called] };
  }

  function press({ dateStr, resource }) {
    const query = new URLSearchParams({ at: dateStr.slice(0, 19) });
    const chosen = resource?.id ?? (known.calendars.length === 1 ? known.calendars[0].id : null);
    if (chosen) query.set("calendar", chosen);
    open(`/appointments/new?${query}`);
  }

  const calendar = EventCalendar.create(place, {
    view: VIEWS[known.view],
    date: known.first,
    firstDay: 1,
    timeZone: known.offset,
    headerToolbar: { start: "", center: "", end: "" },
    allDaySlot: false,
    nowIndicator: true,
    slotEventOverlap: false,
    slotDuration: "00:30",
    slotLabelInterval: "01:00",
    snapDuration: known.step,
    slotHeight: 32,
    slotMinTime: known.hours[0],
    slotMaxTime: known.hours[1],
    slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
    height: "auto",
    locale: "en-GB",
    dayHeaderFormat: head,
    resources: known.calendars.map(({ id, name }) => ({ id, title: name })),
    events: cards(),
    editable: mayChange,
    eventContent: content,
    eventDidMount: dressed,
    eventClick: ({ event }) => open(`/appointments/${event.id}`),
    dateClick: mayChange ? press : undefined,
    pointer: false,
    eventDragStart: () => { dragging = true; },
    eventDragStop: () => { dragging = false; },
    eventResizeStart: () => { dragging = true; },
    eventResizeStop: () => { dragging = false; },
    eventDrop: moved,
    eventResize: stretched,
  });

  readAsGroup(place);
  new MutationObserver(() => readAsGroup(place)).observe(place, { childList: true, subtree: true });

  return {
    busy: () => dragging,
    show(fresh) {
      if (!fresh || dragging || JSON.stringify(fresh) === drawnText) return;
      known = fresh;
      drawnText = JSON.stringify(fresh);
      focused = document.activeElement?.dataset.appointment ?? null;
      calendar.setOption("slotMinTime", known.hours[0]);
      calendar.setOption("slotMaxTime", known.hours[1]);
      calendar.setOption("events", cards());
    },
  };
}

/** It is drawn as a grid but is no table: cards stand in no cell. The list below is what is read as rows. */
function readAsGroup(place) {
  for (const part of place.querySelectorAll(GRID.map((role) => `[role=${role}]`).join())) {
    for (const { name } of [...part.attributes]) {
      if (name === "role" || /^aria-(col|row)/.test(name)) part.removeAttribute(name);
    }
  }
}

function dayOf(date) {
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
