package org.holdfast.agent.dbus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MessageFactory;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.constants.Endian;
import org.holdfast.agent.dbus.BusInput.Received;
import org.jspecify.annotations.Nullable;

/** Messages as bytes, for tests. */
final class Wire {

  static final MessageFactory MESSAGES = new MessageFactory(Endian.LITTLE);

  private Wire() {}

  static MethodCall call(
      String path,
      @Nullable String iface,
      String member,
      @Nullable String signature,
      Object... arguments)
      throws DBusException {
    return MESSAGES.createMethodCall(":1.2", path, iface, member, (byte) 0, signature, arguments);
  }

  static byte[] bytes(Message message) {
    var bytes = new ByteArrayOutputStream();
    for (var part : message.getWireData()) {
      if (part != null) {
        bytes.writeBytes(part);
      }
    }
    return bytes.toByteArray();
  }

  static BusInput input(byte[] bytes) {
    return new BusInput(Channels.newChannel(new ByteArrayInputStream(bytes)));
  }

  /** Returns the message as its receiver sees it. */
  static Received received(Message message) throws IOException {
    return input(bytes(message)).next();
  }
}
