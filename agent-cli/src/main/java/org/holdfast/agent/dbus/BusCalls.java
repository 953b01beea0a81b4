package org.holdfast.agent.dbus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.holdfast.agent.dbus.BusMessage.BrokenMessageException;
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

  /** Carries out the call and returns the answer, which has the serial {@code serial}. */
  BusMessage answer(BusMessage call, int serial) {
    try {
      return call.answer(serial, result(call));
    } catch (RefusedCallException e) {
      return call.refusal(serial, ERROR + e.name, Objects.toString(e.getMessage(), ""));
    } catch (BrokenMessageException e) {
      return call.refusal(serial, ERROR + "InvalidArgs", Objects.toString(e.getMessage(), ""));
    }
  }

  private BusWriter result(BusMessage call) throws RefusedCallException, BrokenMessageException {
    var path = call.path() == null ? "" : call.path();
    var member = call.member() == null ? "" : call.member();
    var iface = call.iface() == null ? implied(member, path) : call.iface();
    var description = objects.introspection(path);
    if (iface.equals(PEER)) {
      return peer(call, member);
    }
    if (description == null) {
      throw new RefusedCallException("UnknownObject", "No such object: " + path);
    }
    return switch (iface) {
      case INTROSPECTABLE -> {
        expect(call, member.equals("Introspect"), "");
        yield new BusWriter().string(description);
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

  private static void expect(BusMessage call, boolean isKnown, String signature)
      throws RefusedCallException {
    if (!isKnown) {
      throw new RefusedCallException("UnknownMethod", "No such method: " + call.member());
    }
    if (!call.signature().equals(signature)) {
      throw new RefusedCallException(
          "InvalidArgs",
          "Type of message, ("
              + call.signature()
              + "), does not match expected type ("
              + signature
              + ")");
    }
  }

  private static BusWriter peer(BusMessage call, String member) throws RefusedCallException {
    expect(call, member.equals("Ping") || member.equals("GetMachineId"), "");
    if (member.equals("Ping")) {
      return new BusWriter();
    }
    try {
      return new BusWriter().string(Files.readString(MACHINE_ID).strip());
    } catch (IOException e) {
      throw new RefusedCallException("Failed", "There is no " + MACHINE_ID);
    }
  }

  private BusWriter vrrp(BusMessage call, String member, String path) throws RefusedCallException {
    expect(
        call,
        path.equals(objects.vrrp())
            && List.of("PrintData", "PrintStats", "PrintStatsClear", "ReloadConfig")
                .contains(member),
        "");
    log.info("{} is called on the bus by {}", member, call.peer());
    switch (member) {
      case "PrintData" -> handlers.printData();
      case "PrintStats" -> handlers.printStatistics();
      case "PrintStatsClear" -> handlers.printStatisticsAndClear();
      default -> handlers.reload();
    }
    return new BusWriter();
  }

  private BusWriter instance(BusMessage call, String member, String path)
      throws RefusedCallException {
    var name = objects.instance(path);
    expect(call, name != null && member.equals("SendGarp"), "");
    log.info("SendGarp of {} is called on the bus by {}", name, call.peer());
    handlers.announce(Objects.requireNonNull(name));
    return new BusWriter();
  }

  private BusWriter properties(BusMessage call, String member, String path)
      throws RefusedCallException, BrokenMessageException {
    var name = objects.instance(path);
    var in = new BusReader(call.body(), 0);
    return switch (member) {
      case "Get" -> {
        expect(call, true, "ss");
        yield new BusWriter().variant(property(name, in.string(), in.string()));
      }
      case "GetAll" -> {
        expect(call, true, "s");
        var ours = in.string().equals(BusObjects.INSTANCE) ? name : null;
        yield new BusWriter()
            .properties(ours == null ? List.of() : BusObjects.properties(ours, states.apply(ours)));
      }
      case "Set" -> {
        expect(call, true, "ssv");
        var property = property(name, in.string(), in.string());
        throw new RefusedCallException(
            "PropertyReadOnly", "Property " + property.name() + " is not writable");
      }
      default -> throw new RefusedCallException("UnknownMethod", "No such method: " + member);
    };
  }

  private BusProperty property(@Nullable String instance, String iface, String name)
      throws RefusedCallException {
    if (instance != null && iface.equals(BusObjects.INSTANCE)) {
      for (var property : BusObjects.properties(instance, states.apply(instance))) {
        if (property.name().equals(name)) {
          return property;
        }
      }
    }
    throw new RefusedCallException("UnknownProperty", "No such property: " + iface + "." + name);
  }
}
