package org.holdfast.agent.dbus;

import java.io.IOException;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.freedesktop.dbus.connections.transports.AbstractTransport;
import org.freedesktop.dbus.connections.transports.TransportBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MessageFactory;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.constants.Endian;
import org.freedesktop.dbus.messages.constants.Flags;
import org.freedesktop.dbus.spi.message.IMessageWriter;
import org.freedesktop.dbus.types.UInt32;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a bus. Messages are sent and read at the pace of the bus: both calls block, and
 * nothing is queued. One thread reads; any thread may send and close. An interrupt closes the
 * connection.
 */
final class BusConnection implements AutoCloseable {

  /** Refers to the library's loggers, so that the level stays: its failures are thrown too. */
  private static final Logger LIBRARY = Logger.getLogger("org.freedesktop.dbus");

  static {
    LIBRARY.setLevel(Level.OFF);
  }

  private static final MessageFactory MESSAGES = new MessageFactory(Endian.LITTLE);
  private static final String BUS = "org.freedesktop.DBus";
  private static final String BUS_PATH = "/org/freedesktop/DBus";
  private static final byte NO_FLAGS = 0;
  private static final int DO_NOT_QUEUE = 4;
  private static final int PRIMARY_OWNER = 1;
  private static final int ALREADY_OWNER = 4;

  private final AbstractTransport transport;
  private final BusInput input;
  private final IMessageWriter writer;

  private BusConnection(AbstractTransport transport) throws IOException {
    this.transport = transport;
    input = new BusInput(transport.connect());
    writer = transport.getTransportConnection().getWriter();
  }

  /**
   * Connects and proves to the bus which user we are.
   *
   * @param address in D-Bus's form, as {@code unix:path=/run/dbus/system_bus_socket}
   * @throws IOException if there is no such bus, or it refuses us
   */
  static BusConnection open(String address) throws IOException {
    try {
      // Without a connection made by build(), which tries for seconds.
      return new BusConnection(
          TransportBuilder.create(address).configure().withAutoConnect(false).back().build());
    } catch (DBusException | IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Called once the connection owns its name. */
  interface Named {
    void run() throws IOException;
  }

  /**
   * Asks for the name and answers calls until the connection is over.
   *
   * @param calls carries out the calls; asked for each, because a reload changes the objects
   * @param named called once the connection owns the name
   * @throws IOException if the connection is over, or the name is refused
   */
  void serve(String name, Supplier<BusCalls> calls, Named named) throws IOException {
    try {
      callBus("Hello", null);
      long asked = callBus("RequestName", "su", name, new UInt32(DO_NOT_QUEUE));
      while (true) {
        var received = input.next();
        if (received.message() instanceof MethodCall call) {
          answer(calls.get().answer(received, call), call);
        } else if (received.message().getReplySerial() == asked) {
          requireName(name, received.message());
          named.run();
        }
      }
    } catch (DBusException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void answer(Message answer, MethodCall call) throws IOException {
    if ((call.getFlags() & Flags.NO_REPLY_EXPECTED) == 0) {
      send(answer);
    }
  }

  private static void requireName(String name, Message answer) throws IOException, DBusException {
    var values = answer.getParameters();
    var value = values.length == 0 ? "" : values[0];
    if (answer instanceof Error) {
      throw new IOException("the name " + name + " is refused: " + value);
    }
    int result = value instanceof UInt32 number ? number.intValue() : 0;
    if (result != PRIMARY_OWNER && result != ALREADY_OWNER) {
      throw new IOException("another program owns the name " + name);
    }
  }

  /** Gives up the name, without waiting for the answer. */
  void releaseName(String name) throws IOException {
    try {
      callBus("ReleaseName", "s", name);
    } catch (DBusException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Calls a method of the bus itself; returns the number to which the answer refers. */
  private long callBus(String member, @Nullable String signature, Object... arguments)
      throws IOException, DBusException {
    var call =
        MESSAGES.createMethodCall(BUS, BUS_PATH, BUS, member, NO_FLAGS, signature, arguments);
    send(call);
    return call.getSerial();
  }

  /** Sends a message; waits while the bus does not read. */
  private synchronized void send(Message message) throws IOException {
    writer.writeMessage(message);
  }

  /** Emits a signal, with a number if there is one. */
  void signal(String path, String iface, String member, @Nullable Integer number)
      throws IOException {
    try {
      send(
          number == null
              ? MESSAGES.createSignal(null, path, iface, member, null)
              : MESSAGES.createSignal(null, path, iface, member, "u", new UInt32(number)));
    } catch (DBusException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Returns the answer to a call. */
  static Message answer(MethodCall call, @Nullable String signature, Object... arguments)
      throws DBusException {
    return MESSAGES.createMethodReturn(call, signature, arguments);
  }

  /** Returns the refusal of a call. */
  static Message refusal(MethodCall call, String error, String words) throws DBusException {
    return MESSAGES.createError(call.getSource(), error, call.getSerial(), "s", words);
  }

  @Override
  public void close() throws IOException {
    transport.close();
  }
}
