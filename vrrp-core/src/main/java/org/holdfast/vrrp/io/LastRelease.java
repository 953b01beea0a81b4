package org.holdfast.vrrp.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.linux.PresenceSocket;
import org.holdfast.linux.nftables.NftKernel;
import org.holdfast.linux.route.ChangeOutcome;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.VirtualObject;

/**
 * Removes from the kernel the addresses, routes and rules of an agent that cannot do so itself,
 * because it has died, is out of memory, or its virtual machine has failed. Runs in another
 * process, in the agent's network namespace.
 */
public final class LastRelease {

  private LastRelease() {}

  /**
   * Removes the addresses, routes and rules that the process's state file lists and, if it is the
   * only agent of the namespace, those that carry our mark.
   *
   * @return the number of removed objects; empty if the process has no state file open
   * @throws IOException if the process cannot be inspected
   * @throws org.holdfast.linux.LinuxException if the kernel refuses
   */
  public static Optional<Integer> of(long pid) throws IOException {
    return recordOf(pid).map(record -> release(record, 1));
  }

  /**
   * Removes the addresses, routes and rules that a dead agent's state file lists and, if no agent
   * runs in this namespace, those that carry our mark.
   *
   * @param life the dead agent's state file, opened by this process
   * @return the number of removed objects
   * @throws org.holdfast.linux.LinuxException if the kernel refuses
   */
  public static int of(LifeRecord life) {
    return release(life.earlierHoldings(), 0);
  }

  /**
   * @param agents the number of agents in this namespace if there are no others
   */
  private static int release(List<String> record, int agents) {
    try (var kernel = RouteKernel.open(NanoClock.system())) {
      var refusals = new KernelRefusals();
      var tables = new KernelTables(kernel, refusals);
      tables.linksAre(kernel.links());
      var routes = new RouteTable(kernel, tables, refusals, record, record::contains);
      var rules = new RuleTable(kernel, refusals, record::contains);
      boolean alone = PresenceSocket.count(KernelSide.PRESENCE) <= agents;
      int removed = release(tables, List.of(rules, routes), record, alone);
      // After the addresses, because packets to them are dropped as long as the kernel has them.
      removed += DropTable.release(() -> NftKernel.open(NanoClock.system()), record, alone);
      var links = new LinkTable(kernel, tables, refusals, record, () -> {});
      return removed + links.clear(List.of(), record, alone);
    }
  }

  private static int release(
      KernelTables tables, List<MarkedTable<?, ?>> others, List<String> record, boolean alone) {
    int removed = 0;
    for (var table : others) {
      removed += release(table, record, alone);
    }
    for (var address : tables.everyAddress().entries()) {
      boolean marked = address.protocol() == RouteKernel.PROTOCOL;
      boolean named =
          record.contains(tables.textOf(address)) && (marked || !tables.isLoopback(address.link()));
      if (named || (marked && alone)) {
        removed += tables.delete(address) == ChangeOutcome.Settled.DONE ? 1 : 0;
      }
    }
    return removed;
  }

  private static <T extends VirtualObject, R> int release(
      MarkedTable<T, R> table, List<String> record, boolean alone) {
    int removed = 0;
    for (var one : table.unwanted(Stream.of()).entries()) {
      if (alone || record.contains(table.text(one))) {
        removed += table.deleteFound(one) == ChangeOutcome.Settled.DONE ? 1 : 0;
      }
    }
    return removed;
  }

  /** Reads the state file that the process has open, even if another file is at its path by now. */
  private static Optional<List<String>> recordOf(long pid) throws IOException {
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (var descriptor : descriptors) {
        if (isFile(descriptor)) {
          var holdings = LifeRecord.holdingsIn(descriptor);
          if (holdings.isPresent()) {
            return holdings;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isFile(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().contains(".state")
          && Files.isRegularFile(descriptor);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
