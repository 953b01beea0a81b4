package org.holdfast.agent.dbus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.holdfast.agent.dbus.BusInput.Received;
import org.holdfast.agent.dumps.KeepalivedState;
import org.holdfast.vrrp.election.VrrpState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers calls of methods. Who may call is for the bus's policy to say. */
final class BusCalls {

  private static final Logger log = LoggerFactory.getLogger(BusCalls.class);

  private static final String INTROSPECTABLE = "org.freedesktop.DBus.Introspectable";
  private static final String PEER = "org.freedesktop.DBus.Peer";
  private static final String PROPERTIES = "org.freedesktop.DBus.Properties";
  private static final String ERROR = "org.freedesktop.DBus.Error.";
  private static final Path MACHINE_ID = Path.of("/etc/machine-id");

  private final BusObjects objects;
  private final Function<String, VrrpState> states;
  private final BusHandlers handlers;

  BusCalls(BusObjects objects, Function<String, VrrpState> states, BusHandlers handlers) {
    this.objects = objects;
    this.states = states;
    this.handlers = handlers;
  }

  /** A call that cannot be answered as asked. */
  private static final class RefusedCallException extends Exception {
    private static final long serialVersionUID = 1;
    private final String name;

    RefusedCallException(String name, String words) {
      super(words);
      this.name = name;
    }
  }

  /** What a call returns: the values and their types. */
  private record Result(@Nullable String signature, List<?> values) {
    static final Result NOTHING = new Result(null, List.of());

    static Result of(String signature, Object value) {
      return new Result(signature, List.of(value));
    }
  }

  /** Carries out the call and returns the answer. */
  Message answer(Received received, MethodCall call) throws DBusException {
    try {
      if (received.isCut()) {
        throw new RefusedCallException("LimitsExceeded", "The arguments are too long");
      }
      var result = result(call);
      return BusConnection.answer(call, result.signature(), result.values().toArray());
    } catch (RefusedCallException e) {
      return BusConnection.refusal(call, ERROR + e.name, Objects.toString(e.getMessage(), ""));
    }
  }

  private Result result(MethodCall call) throws RefusedCallException {
    var path = Objects.toString(call.getPath(), "");
    var member = Objects.toString(call.getName(), "");
    var iface = call.getInterface() == null ? implied(member, path) : call.getInterface();
    if (iface.equals(PEER)) {
      return peer(call, member);
    }
    var description = objects.introspection(path);
    if (description == null) {
      throw new RefusedCallException("UnknownObject", "No such object: " + path);
    }
    return switch (iface) {
      case INTROSPECTABLE -> {
        expect(call, member.equals("Introspect"), "");
        yield Result.of("s", description);
      }
      case PROPERTIES -> properties(call, member, path);
      case BusObjects.VRRP -> vrrp(call, member, path);
      case BusObjects.INSTANCE -> instance(call, member, path);
      default -> throw new RefusedCallException("UnknownInterface", "No such interface: " + iface);
    };
  }

  /** Returns the interface of a method that is called without one. */
  private String implied(String member, String path) {
    return switch (member) {
      case "Introspect" -> INTROSPECTABLE;
      case "Ping", "GetMachineId" -> PEER;
      case "Get", "GetAll", "Set" -> PROPERTIES;
      default -> objects.instance(path) == null ? BusObjects.VRRP : BusObjects.INSTANCE;
    };
  }

  private static void expect(MethodCall call, boolean isKnown, String signature)
      throws RefusedCallException {
    if (!isKnown) {
      throw new RefusedCallException("UnknownMethod", "No such method: " + call.getName());
    }
    var actual = Objects.toString(call.getSig(), "");
    if (!actual.equals(signature)) {
      throw new RefusedCallException(
          "InvalidArgs",
          "Type of message, (" + actual + "), does not match expected type (" + signature + ")");
    }
  }

  /** Returns the arguments, which begin with {@code count} strings. */
  private static List<String> strings(MethodCall call, int count) throws RefusedCallException {
    try {
      var parameters = call.getParameters();
      var strings = new ArrayList<String>();
      for (int i = 0; i < count; i++) {
        strings.add((String) parameters[i]);
      }
      return strings;
    } catch (DBusException | RuntimeException _) {
      throw new RefusedCallException("InvalidArgs", "The arguments cannot be read");
    }
  }

  private static Result peer(MethodCall call, String member) throws RefusedCallException {
    expect(call, member.equals("Ping") || member.equals("GetMachineId"), "");
    if (member.equals("Ping")) {
      return Result.NOTHING;
    }
    try {
      return Result.of("s", Files.readString(MACHINE_ID).strip());
    } catch (IOException e) {
      throw new RefusedCallException("Failed", "There is no " + MACHINE_ID);
    }
  }

  private Result vrrp(MethodCall call, String member, String path) throws RefusedCallException {
    expect(
        call,
        path.equals(objects.vrrp())
            && List.of("PrintData", "PrintStats", "PrintStatsClear", "ReloadConfig")
                .contains(member),
        "");
    log.info("{} is called on the bus by {}", member, call.getSource());
    switch (member) {
      case "PrintData" -> handlers.printData();
      case "PrintStats" -> handlers.printStatistics();
      case "PrintStatsClear" -> handlers.printStatisticsAndClear();
      default -> handlers.reload();
    }
    return Result.NOTHING;
  }

  private Result instance(MethodCall call, String member, String path) throws RefusedCallException {
    var name = objects.instance(path);
    expect(call, name != null && member.equals("SendGarp"), "");
    log.info("SendGarp of {} is called on the bus by {}", name, call.getSource());
    handlers.announce(Objects.requireNonNull(name));
    return Result.NOTHING;
  }

  private Result properties(MethodCall call, String member, String path)
      throws RefusedCallException {
    var name = objects.instance(path);
    return switch (member) {
      case "Get" -> {
        expect(call, true, "ss");
        var asked = strings(call, 2);
        yield Result.of("v", property(name, asked.getFirst(), asked.getLast()));
      }
      case "GetAll" -> {
        expect(call, true, "s");
        var asked = strings(call, 1);
        yield Result.of(
            "a{sv}",
            name != null && asked.contains(BusObjects.INSTANCE) ? properties(name) : Map.of());
      }
      case "Set" -> {
        expect(call, true, "ssv");
        var asked = strings(call, 2);
        property(name, asked.getFirst(), asked.getLast());
        throw new RefusedCallException(
            "PropertyReadOnly", "Property " + asked.getLast() + " is not writable");
      }
      default -> throw new RefusedCallException("UnknownMethod", "No such method: " + member);
    };
  }

  private Variant<?> property(@Nullable String instance, String iface, String name)
      throws RefusedCallException {
    if (instance != null && iface.equals(BusObjects.INSTANCE)) {
      var property = properties(instance).get(name);
      if (property != null) {
        return property;
      }
    }
    throw new RefusedCallException("UnknownProperty", "No such property: " + iface + "." + name);
  }

  /**
   * Returns the properties of an instance. keepalived sends a structure for its property Name too,
   * although it describes it as a string.
   */
  private Map<String, Variant<?>> properties(String instance) {
    var state = states.apply(instance);
    var number = new UInt32(KeepalivedState.number(state));
    var all = new LinkedHashMap<String, Variant<?>>();
    all.put("Name", new Variant<>(new Object[] {instance}, "(s)"));
    all.put("State", new Variant<>(new Object[] {number, BusObjects.word(state)}, "(us)"));
    return all;
  }
}
