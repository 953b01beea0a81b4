package org.holdfast.linux.netlink;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;

/**
 * A generic netlink family. Its messages have the type that the kernel assigned when the family's
 * module was loaded, and start with struct genlmsghdr (command u8, version u8, reserved u16).
 *
 * @param type type of the family's messages
 * @param version version of its commands, from its header file
 */
public record GenericFamily(int type, int version) {

  /** The netlink protocol of generic families. */
  public static final int NETLINK_GENERIC = 16;

  /** The size of the header before the attributes, in bytes. */
  public static final int HEADER_SIZE = 4;

  private static final int CONTROLLER = 16;
  private static final int CONTROLLER_VERSION = 2;
  private static final int GET_FAMILY = 3;
  private static final int FAMILY_ID = 1;
  private static final int FAMILY_NAME = 2;

  /**
   * Asks the kernel for a family.
   *
   * @param socket a socket of NETLINK_GENERIC
   * @return empty if the kernel does not know the family, because its module is not loaded
   * @throws LinuxException if the kernel refuses for another reason
   */
  public static Optional<GenericFamily> find(NetlinkSocket socket, String name, int version) {
    var controller = new GenericFamily(CONTROLLER, CONTROLLER_VERSION);
    var question =
        controller.request(
            "find the netlink family " + name, GET_FAMILY, to -> to.text(FAMILY_NAME, name));
    try {
      return socket.query(question, GenericFamily::id).stream()
          .map(id -> new GenericFamily(id, version))
          .findFirst();
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Optional<Integer> id(NetlinkMessage message) {
    int id = message.attributes(HEADER_SIZE).u16(FAMILY_ID, 0);
    return id == 0 ? Optional.empty() : Optional.of(id);
  }

  /**
   * Creates a request with a command of this family; {@code attributes} writes the attributes after
   * the header.
   */
  public Request request(String operation, int command, Consumer<MessageWriter> attributes) {
    return new Request(
        operation,
        type,
        0,
        to -> {
          to.u8(command).u8(version).u16(0);
          attributes.accept(to);
        });
  }

  /**
   * Returns a decoder that passes the attributes of this family's messages to {@code decode} and
   * skips other messages.
   */
  public <T> Function<NetlinkMessage, Optional<T>> decoder(
      Function<Attributes, Optional<T>> decode) {
    return message ->
        message.type() == type ? decode.apply(message.attributes(HEADER_SIZE)) : Optional.empty();
  }
}
