package org.holdfast.agent;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.agent.cli.ExitStatus;
import org.holdfast.agent.process.LinkLocalIgmp;
import org.holdfast.agent.process.NetNamespace;
import org.holdfast.agent.process.ReleaseNotes;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.CommandOutcome;
import org.holdfast.ipvs.netlink.Modprobe;
import org.holdfast.ipvs.netlink.NetlinkIpvsKernel;
import org.holdfast.linux.Capabilities;
import org.holdfast.linux.Capability;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.NamedNamespace;
import org.holdfast.linux.nftables.MarkKernel;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.io.LastRelease;
import org.holdfast.vrrp.io.LifeRecord;

/**
 * {@code holdfast release}: removes the addresses, routes, rules and IPVS services that a crashed
 * agent left in the kernel. The launcher starts this class directly, without the command-line
 * parser, because a director whose agent cannot be restarted must release its addresses before its
 * peers take over.
 */
public final class Release {

  private static final String SOCKET = "--control-socket";
  private static final Path IPVS = Path.of("/proc/self/net/ip_vs");

  private final Path statePath;

  private Release(Path statePath) {
    this.statePath = statePath;
  }

  /** Runs the release; the only arguments are {@code --control-socket PATH}. */
  public static void main(String... arguments) {
    var status = ExitStatus.CONFIGURATION;
    if (arguments.length == 2 && arguments[0].equals(SOCKET)) {
      status = of(Path.of(arguments[1]));
    } else {
      System.err.println("holdfast release: expected: " + SOCKET + " PATH");
    }
    Runtime.getRuntime().halt(status.code());
  }

  /**
   * Removes and prints the kernel objects that the crashed agent of a control socket left.
   *
   * @return {@link ExitStatus#ALREADY_RUNNING} if the agent runs; nothing was changed then
   */
  static ExitStatus of(Path controlSocket) {
    try {
      return new Release(Agent.statePath(controlSocket)).run(controlSocket);
    } catch (UncheckedIOException | LinuxException e) {
      System.err.println("holdfast release: " + Agent.reason(e));
      return ExitStatus.FAILED;
    }
  }

  private ExitStatus run(Path controlSocket) {
    if (Files.notExists(statePath)) {
      System.out.println("There is no state file " + statePath + ": nothing is left");
      return ExitStatus.OK;
    }
    if (!Capabilities.ofThisProcess().has(Capability.CAP_NET_ADMIN)) {
      System.err.println("holdfast release: CAP_NET_ADMIN is missing: run as root");
      return ExitStatus.NOT_PERMITTED;
    }
    var opened = LifeRecord.open(statePath);
    if (opened.isEmpty()) {
      System.err.println("holdfast release: an agent runs on " + controlSocket + ": stop it first");
      return ExitStatus.ALREADY_RUNNING;
    }
    try (var life = opened.get()) {
      var notes = ReleaseNotes.parse(life.earlierNotes());
      var obstacle = enter(notes, controlSocket);
      if (obstacle.isPresent()) {
        System.err.println("holdfast release: " + obstacle.get());
        return ExitStatus.FAILED;
      }
      int removed = LastRelease.of(life);
      LinkLocalIgmp.restore(life.earlierNotes());
      int services = remove(notes);
      life.nothingIsLeft();
      System.out.println(
          "Removed addresses, routes and rules: " + removed + "; IPVS services: " + services);
      return ExitStatus.OK;
    }
  }

  private static Optional<String> enter(ReleaseNotes notes, Path controlSocket) {
    return notes.netNamespace() == null
        ? Optional.empty()
        : NetNamespace.enter(
            notes.netNamespace(), List.of("release", SOCKET, controlSocket.toString()));
  }

  /**
   * Removes the services and the tables that set their firewall marks, and returns the number of
   * services. Does not query a kernel that has not loaded IPVS, which has no services.
   */
  private static int remove(ReleaseNotes notes) {
    boolean mayServe = !notes.services().isEmpty() && Files.exists(IPVS);
    if (!mayServe && notes.markTables().isEmpty()) {
      return 0;
    }
    if (notes.ipvsNamespace() != null) { // the last that this thread does
      new NamedNamespace(notes.ipvsNamespace()).enterWithThisThread();
    }
    if (!notes.markTables().isEmpty()) {
      removeMarks(notes.markTables());
    }
    return mayServe ? removeServices(notes) : 0;
  }

  private static int removeServices(ReleaseNotes notes) {
    try (var kernel = NetlinkIpvsKernel.open(new Modprobe(), NanoClock.system())) {
      var outcomes =
          kernel.perform(notes.services().stream().map(Command.DeleteService::new).toList());
      return (int) outcomes.stream().filter(CommandOutcome.Settled.DONE::equals).count();
    }
  }

  /** Removes the tables that set the services' firewall marks. */
  private static void removeMarks(Set<String> tables) {
    try (var kernel = MarkKernel.open(NanoClock.system())) {
      for (var table : kernel.tables()) {
        if (table.marked() && tables.contains(table.name())) {
          kernel.delete(table.name());
        }
      }
    }
  }
}
