package org.holdfast.ipvs.netlink;

import org.holdfast.ipvs.Command;
import org.holdfast.linux.netlink.GenericFamily;
import org.holdfast.linux.netlink.MessageWriter;
import org.holdfast.linux.netlink.Request;

/** Encodes commands as requests of the IPVS family. */
final class CommandCodec {

  /**
   * The description of every request: separate texts for forty thousand requests would cost more
   * than sending them.
   */
  private static final String OPERATION = "write the IPVS table";

  private CommandCodec() {}

  static Request request(GenericFamily family, Command command) {
    return family.request(OPERATION, number(command), to -> write(to, command));
  }

  private static int number(Command command) {
    return switch (command) {
      case Command.AddService _ -> Ipvs.NEW_SERVICE;
      case Command.EditService _ -> Ipvs.SET_SERVICE;
      case Command.DeleteService _ -> Ipvs.DEL_SERVICE;
      case Command.AddDestination _ -> Ipvs.NEW_DEST;
      case Command.EditDestination _ -> Ipvs.SET_DEST;
      case Command.DeleteDestination _ -> Ipvs.DEL_DEST;
      case Command.Flush _ -> Ipvs.FLUSH;
      case Command.SetTimeouts _ -> Ipvs.SET_CONFIG;
      case Command.StartDaemon _ -> Ipvs.NEW_DAEMON;
      case Command.StopDaemon _ -> Ipvs.DEL_DAEMON;
    };
  }

  private static void write(MessageWriter to, Command command) {
    switch (command) {
      case Command.AddService(var key, var terms) -> ServiceCodec.write(to, key, terms);
      case Command.EditService(var key, var terms) -> ServiceCodec.write(to, key, terms);
      case Command.DeleteService(var key) -> ServiceCodec.write(to, key);
      case Command.AddDestination(var key, var destination) -> {
        ServiceCodec.write(to, key);
        DestinationCodec.write(to, destination);
      }
      case Command.EditDestination(var key, var destination) -> {
        ServiceCodec.write(to, key);
        DestinationCodec.write(to, destination);
      }
      case Command.DeleteDestination(var key, var server) -> {
        ServiceCodec.write(to, key);
        DestinationCodec.write(to, server);
      }
      case Command.SetTimeouts(var timeouts) -> TimeoutsCodec.write(to, timeouts);
      case Command.StartDaemon(var role, var config) -> DaemonCodec.write(to, role, config);
      case Command.StopDaemon(var role) -> DaemonCodec.write(to, role);
      case Command.Flush _ -> {}
    }
  }
}
