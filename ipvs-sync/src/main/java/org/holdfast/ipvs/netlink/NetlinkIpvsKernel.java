package org.holdfast.ipvs.netlink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.CommandOutcome;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceStatus;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.ipvs.SyncDaemonStatus;
import org.holdfast.ipvs.Timeouts;
import org.holdfast.ipvs.run.IpvsKernel;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.netlink.Ack;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.linux.netlink.GenericFamily;
import org.holdfast.linux.netlink.NetlinkSocket;
import org.holdfast.linux.netlink.Request;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;

/**
 * The IPVS of the network namespace in which it was opened. Each call waits at most two seconds for
 * the kernel's answer.
 */
public final class NetlinkIpvsKernel implements IpvsKernel {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final String MODULE = "ip_vs";
  private static final String NOT_LOADED = "the module " + MODULE + " is not loaded";

  /** The last possible family number, which no family has. */
  private static final int NO_FAMILY = 0xffff;

  private final NetlinkSocket socket;
  private final GenericFamily family;

  private NetlinkIpvsKernel(NetlinkSocket socket, GenericFamily family) {
    this.socket = socket;
    this.family = family;
  }

  /**
   * Opens a socket in the calling thread's network namespace; loads ip_vs if it is missing.
   *
   * @throws LinuxException when the kernel has no IPVS, with modprobe's message, or when the kernel
   *     refuses to open the socket
   */
  public static NetlinkIpvsKernel open(KernelModules modules, NanoClock clock) {
    var socket = NetlinkSocket.open(GenericFamily.NETLINK_GENERIC, TIMEOUT, clock);
    try {
      return new NetlinkIpvsKernel(socket, family(socket, modules));
    } catch (RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  /** Whether this message of {@link #open} says that the kernel has no IPVS. */
  public static boolean saysNotLoaded(String message) {
    return message.contains(NOT_LOADED);
  }

  private static GenericFamily family(NetlinkSocket socket, KernelModules modules) {
    return GenericFamily.find(socket, Ipvs.FAMILY, Ipvs.VERSION)
        .orElseGet(() -> {
          var trouble = modules.load(MODULE);
          return GenericFamily.find(socket, Ipvs.FAMILY, Ipvs.VERSION)
              .orElseThrow(() ->
                  new LinuxException(
                      "open IPVS",
                      Errno.ENOENT.number(),
                      NOT_LOADED + (trouble.isEmpty() ? "" : ": " + trouble)));
        });
  }

  /**
   * Sends the commands of a table to a family that does not exist, so that their code is loaded
   * before it is needed.
   *
   * @return the outcomes: everything is refused, and nothing changes
   */
  public static List<CommandOutcome> rehearse(NanoClock clock) {
    var socket = NetlinkSocket.open(GenericFamily.NETLINK_GENERIC, TIMEOUT, clock);
    try (var nowhere = new NetlinkIpvsKernel(socket, new GenericFamily(NO_FAMILY, Ipvs.VERSION))) {
      var key = new ServiceKey.Address(ServiceKey.Protocol.TCP, IpAddress.ANY_V4, 1);
      var terms = new ServiceTerms("rr", Set.of(), Duration.ZERO, 32, null);
      var server = new Destination(IpAddress.ANY_V4, 1, new Forwarding.Nat(), 1, 0, 0);
      return nowhere.perform(
          List.of(
              new Command.AddService(key, terms),
              new Command.AddDestination(key, server),
              new Command.EditDestination(key, server.withWeight(2)),
              new Command.DeleteService(key)));
    }
  }

  @Override
  public List<CommandOutcome> perform(List<? extends Command> commands) {
    var outcomes = new ArrayList<CommandOutcome>(commands.size());
    for (int from = 0; from < commands.size(); from += NetlinkSocket.BATCH) {
      int to = Math.min(from + NetlinkSocket.BATCH, commands.size());
      outcomes.addAll(performBatch(commands.subList(from, to)));
    }
    return List.copyOf(outcomes);
  }

  private List<CommandOutcome> performBatch(List<? extends Command> commands) {
    try {
      var requests = new ArrayList<Request>(commands.size());
      commands.forEach(command -> requests.add(CommandCodec.request(family, command)));
      var acks = socket.requestAll(requests);
      var outcomes = new ArrayList<CommandOutcome>(commands.size());
      for (int i = 0; i < acks.size(); i++) {
        outcomes.add(outcome(commands.get(i), acks.get(i)));
      }
      return outcomes;
    } catch (LinuxException e) {
      return Collections.nCopies(
          commands.size(), new CommandOutcome.Unknown(String.valueOf(e.getMessage())));
    }
  }

  private CommandOutcome outcome(Command command, Ack ack) {
    if (ack.isDone()) {
      return CommandOutcome.Settled.DONE;
    }
    if (IpvsErrors.isGone(command, ack)) {
      return CommandOutcome.Settled.NOT_THERE;
    }
    var instead = IpvsErrors.instead(command, ack);
    if (instead.isEmpty()) {
      return new CommandOutcome.Refused(IpvsErrors.words(command, ack));
    }
    var second = socket.request(CommandCodec.request(family, instead.get()));
    if (!second.isDone()) {
      return new CommandOutcome.Refused(IpvsErrors.words(instead.get(), second));
    }
    return ack.is(Errno.EEXIST)
        ? CommandOutcome.Settled.ALREADY_THERE
        : CommandOutcome.Settled.NOT_THERE;
  }

  @Override
  public List<ServiceStatus> services() {
    return socket.dump(
        family.request("list IPVS services", Ipvs.GET_SERVICE, to -> {}),
        family.decoder(ServiceCodec::decode));
  }

  @Override
  public Optional<ServiceStatus> service(ServiceKey key) {
    try {
      return socket
          .query(
              family.request(
                  "read the IPVS service " + key.words(),
                  Ipvs.GET_SERVICE,
                  to -> ServiceCodec.write(to, key)),
              family.decoder(ServiceCodec::decode))
          .stream()
          .findFirst();
    } catch (LinuxException e) {
      if (e.is(Errno.ESRCH)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public List<DestinationStatus> destinations(ServiceKey service) {
    return socket.dump(
        family.request(
            "list the servers of an IPVS service",
            Ipvs.GET_DEST,
            to -> ServiceCodec.write(to, service)),
        family.decoder(message -> DestinationCodec.decode(message, service.family())));
  }

  @Override
  public List<SyncDaemonStatus> daemons() {
    return socket.dump(
        family.request("list IPVS sync daemons", Ipvs.GET_DAEMON, to -> {}),
        family.decoder(DaemonCodec::decode));
  }

  @Override
  public Timeouts timeouts() {
    return one(
        family.request("read the IPVS timeouts", Ipvs.GET_CONFIG, to -> {}),
        message -> Optional.of(TimeoutsCodec.decode(message)));
  }

  private <T> T one(Request question, Function<Attributes, Optional<T>> decode) {
    return socket.query(question, family.decoder(decode)).stream()
        .findFirst()
        .orElseThrow(() -> new LinuxException(question.operation(), Errno.EBADMSG.number()));
  }

  @Override
  public void close() {
    socket.close();
  }
}
