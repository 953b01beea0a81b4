package org.holdfast.agent.doctor.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.agent.doctor.firewall.FirewallRule.Action;
import org.holdfast.net.Family;
import org.jspecify.annotations.Nullable;

/**
 * The tables of all tools: a packet passes if none of their chains drops it. A drop is reported
 * only if it is certain; if a condition cannot be evaluated, the packet is assumed to pass.
 */
public final class Ruleset {

  /** The kernel's limit on nested jumps. */
  private static final int DEEPEST = 16;

  private final List<Chain> chains;

  private Ruleset(List<Chain> chains) {
    this.chains = List.copyOf(chains);
  }

  /**
   * Parses the output of the tools. Never fails: text that cannot be parsed drops nothing.
   *
   * @param nft output of {@code nft list ruleset}
   * @param iptables output of {@code iptables-legacy-save}
   * @param ip6tables output of {@code ip6tables-legacy-save}
   */
  public static Ruleset of(String nft, String iptables, String ip6tables) {
    var chains = new ArrayList<Chain>(NftText.read(nft));
    chains.addAll(IptablesText.read(iptables, Family.IPV4));
    chains.addAll(IptablesText.read(ip6tables, Family.IPV6));
    return new Ruleset(chains);
  }

  /** Returns the place where {@code packet} is certainly dropped; empty if the packet may pass. */
  public Optional<Drop> drop(Packet packet) {
    for (var chain : chains) {
      if (chain.sees(packet)) {
        var walk = new Walk(packet);
        var fate = walk.through(chain, 0);
        if (fate == Fate.UNDECIDED && chain.dropsByDefault()) {
          walk.drop = new Drop(chain.table(), chain.name(), "");
          fate = Fate.DROPPED;
        }
        if (fate == Fate.DROPPED && !walk.perhapsAccepted) {
          return Optional.ofNullable(walk.drop);
        }
      }
    }
    return Optional.empty();
  }

  private enum Fate {
    UNDECIDED,
    ACCEPTED,
    DROPPED
  }

  /** The traversal of one base chain by one packet. */
  private final class Walk {

    private final Packet packet;
    private boolean perhapsAccepted;
    private @Nullable Drop drop;

    private Walk(Packet packet) {
      this.packet = packet;
    }

    private Fate through(Chain chain, int depth) {
      for (var rule : chain.rules()) {
        var answer = rule.matches(packet);
        if (answer == Answer.NO) {
          continue;
        }
        boolean certain = answer == Answer.YES;
        switch (rule.action()) {
          case Action.Pass _ -> {}
          case Action.Accept _ -> {
            if (certain) {
              return Fate.ACCEPTED;
            }
            perhapsAccepted = true;
          }
          case Action.Drop _ -> {
            if (certain) {
              drop = new Drop(chain.table(), chain.name(), rule.text());
              return Fate.DROPPED;
            }
          }
          case Action.Return _ -> {
            if (certain) {
              return Fate.UNDECIDED;
            }
            perhapsAccepted = true;
          }
          case Action.Jump jump -> {
            var fate = jump(chain, jump.chain(), depth);
            if (certain && (fate != Fate.UNDECIDED || !jump.back())) {
              return fate;
            }
            perhapsAccepted |= fate == Fate.ACCEPTED;
          }
        }
      }
      return Fate.UNDECIDED;
    }

    private Fate jump(Chain from, String name, int depth) {
      if (depth == DEEPEST) {
        return Fate.ACCEPTED;
      }
      return chains.stream()
          .filter(chain ->
              chain.table().equals(from.table())
                  && chain.name().equals(name)
                  && chain.family() == from.family())
          .findFirst()
          .map(chain -> through(chain, depth + 1))
          .orElse(Fate.UNDECIDED);
    }
  }
}
