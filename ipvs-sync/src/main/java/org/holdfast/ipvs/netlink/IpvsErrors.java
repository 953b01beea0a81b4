package org.holdfast.ipvs.netlink;

import java.util.Optional;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.linux.Errno;
import org.holdfast.linux.netlink.Ack;

/**
 * Explains the kernel's errors. IPVS returns only a number: ESRCH when there is no such service,
 * ENOENT when there is no such server, scheduler or persistence engine.
 */
final class IpvsErrors {

  private IpvsErrors() {}

  /** The command to send instead, because the table differs from the assumed state. */
  static Optional<Command> instead(Command command, Ack ack) {
    return switch (command) {
      case Command.AddService(var key, var terms) when ack.is(Errno.EEXIST) ->
          Optional.of(new Command.EditService(key, terms));
      case Command.EditService(var key, var terms) when ack.is(Errno.ESRCH) ->
          Optional.of(new Command.AddService(key, terms));
      case Command.AddDestination(var key, var destination) when ack.is(Errno.EEXIST) ->
          Optional.of(new Command.EditDestination(key, destination));
      case Command.EditDestination(var key, var destination) when ack.is(Errno.ENOENT) ->
          Optional.of(new Command.AddDestination(key, destination));
      default -> Optional.empty();
    };
  }

  /** Whether the command should remove an object that does not exist anyway. */
  static boolean isGone(Command command, Ack ack) {
    return switch (command) {
      case Command.DeleteService _, Command.StopDaemon _ -> ack.is(Errno.ESRCH);
      case Command.DeleteDestination _ -> ack.is(Errno.ENOENT) || ack.is(Errno.ESRCH);
      default -> false;
    };
  }

  /** The command, the error and the reason as far as it is known. */
  static String words(Command command, Ack ack) {
    var reason = reason(command, ack);
    return ack.failure(command.words()).getMessage() + (reason.isEmpty() ? "" : ": " + reason);
  }

  private static String reason(Command command, Ack ack) {
    return switch (command) {
      case Command.AddService(_, var terms) when ack.is(Errno.ENOENT) -> missing(terms);
      case Command.EditService(_, var terms) when ack.is(Errno.ENOENT) -> missing(terms);
      case Command.OfDestination _ when ack.is(Errno.ESRCH) -> "the service is not there";
      case Command.AddDestination(var key, var destination)
          when ack.is(Errno.EINVAL) && key.family() != destination.address().family() ->
          "a server of the other family needs a tunnel, and that no sync daemon runs";
      case Command.StartDaemon(_, var config) when ack.is(Errno.ENODEV) ->
          "there is no interface " + config.interfaceName();
      case Command.StartDaemon _ when ack.is(Errno.EINVAL) ->
          "a sync daemon cannot run beside servers of another family than their services";
      default -> "";
    };
  }

  private static String missing(ServiceTerms terms) {
    var scheduler =
        "the kernel has no scheduler " + terms.scheduler() + " (module ip_vs_" + terms.scheduler();
    var engine = terms.persistenceEngine();
    return engine == null
        ? scheduler + ")"
        : scheduler + ") or no persistence engine " + engine + " (module ip_vs_pe_" + engine + ")";
  }
}
