package org.holdfast.vrrp.election;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Hosts on the same switch, and where each believes the virtual addresses to be. An announcement
 * overwrites a host's belief; among several answers to its own question the host takes the first,
 * as Linux does for a second. The first host never asks, and knows only what is announced. Unless
 * configured otherwise, no host notices that its packets get no answer.
 */
final class Hosts {

  private static final int COUNT = 3;
  private static final int MOST_VRIDS = 3;
  private static final int NOWHERE = -1;
  private static final long LOCKED_NANOS = 1_000_000_000L;

  private final Lan lan;
  private final int[][] believed = new int[COUNT][MOST_VRIDS];
  private final long[][] learntAt = new long[COUNT][MOST_VRIDS];
  private final long[][] misledSince = new long[COUNT][MOST_VRIDS];
  private final long[][] lastArrival;
  private boolean asking;

  Hosts(Lan lan, int nodes) {
    this.lan = lan;
    lastArrival = new long[nodes][COUNT];
    for (int host = 0; host < COUNT; host++) {
      Arrays.fill(believed[host], NOWHERE);
      Arrays.fill(misledSince[host], Times.NEVER);
    }
  }

  /** Lets all hosts except the first forget their entries and ask from time to time. */
  void ask(int vrids, long everyNanos) {
    asking = true;
    for (int host = 1; host < COUNT; host++) {
      for (int vrid = 0; vrid < vrids; vrid++) {
        askLater(host, vrid, everyNanos);
      }
    }
  }

  /**
   * Enables neighbour unreachability detection: a host without an answering router for that long
   * asks again. This is the only remedy when a router announces an address and then loses its link
   * before the true master hears of it.
   */
  void notice(int vrids, long afterNanos) {
    for (int host = 0; host < COUNT; host++) {
      for (int vrid = 0; vrid < vrids; vrid++) {
        noticeLater(host, vrid, afterNanos);
      }
    }
  }

  private void noticeLater(int host, int vrid, long afterNanos) {
    boolean misledAlready = isMisled(host, vrid);
    lan.after(
        afterNanos,
        () -> {
          if (misledAlready && isMisled(host, vrid)) {
            believed[host][vrid] = NOWHERE;
          }
          if (believed[host][vrid] == NOWHERE) {
            lan.nodes.forEach(node -> answer(node, host, vrid));
          }
          noticeLater(host, vrid, afterNanos);
        });
  }

  private void askLater(int host, int vrid, long everyNanos) {
    lan.after(
        lan.random.nextLong(2 * everyNanos),
        () -> {
          believed[host][vrid] = NOWHERE; // as if the entry had expired
          lan.nodes.forEach(node -> answer(node, host, vrid));
          askLater(host, vrid, everyNanos);
        });
  }

  /** The kernel answers for the addresses that it holds, whatever its process does. */
  private void answer(Node node, int host, int vrid) {
    var member = node.members.get(vrid);
    if (member.addresses().areUsable() && !member.isOffline()) {
      arrive(
          node,
          host,
          () -> {
            if (believed[host][vrid] == NOWHERE
                || lan.now() - learntAt[host][vrid] > LOCKED_NANOS) {
              learn(node, host, vrid);
            }
          });
    }
  }

  /** A broadcast gratuitous ARP or unsolicited neighbour advertisement. */
  void announced(Node node, Member member) {
    announced(node, member, node);
  }

  /**
   * The same, with the MAC address of another node.
   *
   * @param holder the node that hosts take for the holder of the addresses
   */
  void announced(Node node, Member member, Node holder) {
    lan.count("address announced");
    lan.note(node, member, "announces");
    if (member.isOffline()) {
      return;
    }
    for (int host = 0; host < COUNT; host++) {
      int to = host;
      arrive(node, host, () -> learn(holder, to, member.vrid));
    }
  }

  private void arrive(Node node, int host, Runnable what) {
    long arrival = lan.now() + lan.random.nextLong(Lan.FASTEST_NANOS, Lan.SLOWEST_NANOS);
    lastArrival[node.id][host] = Math.max(arrival, lastArrival[node.id][host]);
    lan.after(lastArrival[node.id][host] - lan.now(), what);
  }

  private void learn(Node node, int host, int vrid) {
    believed[host][vrid] = node.id;
    learntAt[host][vrid] = lan.now();
  }

  /**
   * The longest time, in nanoseconds, for which a host has been talking to a router that does not
   * serve. To be called after every event.
   *
   * @param withAskingHosts whether hosts that ask count too, which may get the answer of a router
   *     that is about to release the addresses
   */
  long longestMisled(int vrids, boolean withAskingHosts) {
    long longest = 0;
    for (int host = 0; host < (withAskingHosts && asking ? COUNT : 1); host++) {
      for (int vrid = 0; vrid < vrids; vrid++) {
        if (!isMisled(host, vrid)) {
          misledSince[host][vrid] = Times.NEVER;
        } else if (misledSince[host][vrid] == Times.NEVER) {
          misledSince[host][vrid] = lan.now();
        } else {
          longest = Math.max(longest, lan.now() - misledSince[host][vrid]);
        }
      }
    }
    return longest;
  }

  private boolean isMisled(int host, int vrid) {
    int id = believed[host][vrid];
    return id != NOWHERE && !lan.nodes.get(id).serves(vrid);
  }

  /** Returns whether no host talks to a router that does not serve. */
  boolean areServed(int vrid) {
    return IntStream.range(0, COUNT).noneMatch(host -> isMisled(host, vrid));
  }

  @Override
  public String toString() {
    return Arrays.deepToString(believed);
  }
}
