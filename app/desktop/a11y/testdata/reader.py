# A screen reader for tests: libatspi, as Orca uses it. It prints what it hears, a line for
# each event, and does what its standard input says.
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib

program = sys.argv[1]


def say(*words):
    print(*words, flush=True)


def ours():
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        app = desktop.get_child_at_index(i)
        if app and app.get_name() == program:
            return app


def each(o, depth=0):
    if not o:
        return
    yield o, depth
    for i in range(o.get_child_count()):
        child = o.get_child_at_index(i)
        if child:
            yield from each(child, depth + 1)


def find(name):
    for o, _ in each(ours()):
        if o.get_name() == name:
            return o


def tree():
    for o, depth in each(ours()):
        s = o.get_state_set()
        states = [n for n in ("FOCUSED", "CHECKED", "SELECTED", "EDITABLE", "MODAL", "ACTIVE") if s.contains(getattr(Atspi.StateType, n))]
        more = ""
        if o.get_text_iface() and o.get_role_name() in ("entry", "password text"):
            more = " text=" + Atspi.Text.get_text(o, 0, -1)
        if o.get_role_name() == "slider":
            v = o.get_value_iface()
            more = " value=%g of %g" % (Atspi.Value.get_current_value(v), Atspi.Value.get_maximum_value(v))
        if o.get_component_iface():
            e = Atspi.Component.get_extents(o, Atspi.CoordType.WINDOW)
            more += " at=%d,%d,%d,%d" % (e.x, e.y, e.width, e.height)
        say("tree", depth, o.get_role_name(), repr(o.get_name()), ",".join(states) + more)
    say("end")


def heard(e, *_):
    if not e.source or not e.source.get_application() or e.source.get_application().get_name() != program:
        return
    any_data = e.any_data if isinstance(e.any_data, str) else ""
    say("event", e.type, e.detail1, repr(e.source.get_name()), any_data)


def order(source, _):
    line = sys.stdin.readline()
    if not line:
        Atspi.event_quit()
        return False
    what, _, name = line.strip().partition(" ")
    o = find(name) if name else None
    if what == "tree":
        tree()
    elif what == "press":
        say("pressed", Atspi.Action.do_action(o, 0))
    elif what == "focus":
        say("focused", Atspi.Component.grab_focus(o))
    elif what == "raise":
        say("raised", Atspi.Value.set_current_value(o, 75))
    return True


Atspi.init()
listener = Atspi.EventListener.new(heard)
for kind in (
    "object:state-changed:focused", "object:state-changed:checked", "object:children-changed", "object:state-changed:showing",
    "object:text-changed", "object:property-change:accessible-name", "window:activate",
):
    listener.register(kind)
GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, order)
say("ready")
Atspi.event_main()
