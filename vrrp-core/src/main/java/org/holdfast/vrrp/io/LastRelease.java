package org.holdfast.vrrp.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.holdfast.linux.NanoClock;
import org.holdfast.linux.PresenceSocket;
import org.holdfast.linux.route.Outcome;
import org.holdfast.linux.route.RouteKernel;

/**
 * Removes from the kernel what an agent holds that is about to die without being able to do so
 * itself: out of memory, or by a fault of the virtual machine. By another process, in the agent's
 * network namespace.
 */
public final class LastRelease {

  private LastRelease() {}

  /**
   * Removes the addresses, routes and rules that the process's life record names and, if it is the
   * only agent of the namespace, those that carry our mark.
   *
   * @return how many of them; empty when the process has no life record open
   * @throws IOException when the process cannot be looked at
   * @throws org.holdfast.linux.LinuxException when the kernel refuses
   */
  public static Optional<Integer> of(long pid) throws IOException {
    var record = recordOf(pid);
    if (record.isEmpty()) {
      return Optional.empty();
    }
    try (var kernel = RouteKernel.open(NanoClock.system())) {
      var refusals = new Refusals();
      var tables = new KernelTables(kernel, refusals);
      tables.linksAre(kernel.links());
      var routes = new RoutesAndRules(kernel, tables, refusals);
      boolean alone = PresenceSocket.count(KernelSide.PRESENCE) <= 1;
      return Optional.of(release(tables, routes, record.get(), alone));
    }
  }

  private static int release(
      KernelTables tables, RoutesAndRules routes, List<String> record, boolean alone) {
    int removed = 0;
    var found = routes.marked(List.of());
    for (var rule : found.rules()) {
      if (alone || record.contains(KernelRecords.text(rule))) {
        removed += routes.delete(rule) == Outcome.Settled.DONE ? 1 : 0;
      }
    }
    for (var route : found.routes()) {
      if (alone || record.contains(KernelRecords.text(route))) {
        removed += routes.delete(route) == Outcome.Settled.DONE ? 1 : 0;
      }
    }
    for (var address : tables.everyAddress().entries()) {
      boolean marked = address.protocol() == RouteKernel.PROTOCOL;
      boolean named =
          record.contains(tables.textOf(address)) && (marked || !tables.isLoopback(address.link()));
      if (named || (marked && alone)) {
        removed += tables.delete(address) == Outcome.Settled.DONE ? 1 : 0;
      }
    }
    return removed;
  }

  /** The record that the process has open, whatever lies at its path by now. */
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
