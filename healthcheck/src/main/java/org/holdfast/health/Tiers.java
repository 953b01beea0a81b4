package org.holdfast.health;

import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tiers of a pool, and which of them serves. */
final class Tiers {

  private final NavigableMap<Integer, Tier> byNumber = new TreeMap<>();
  private final boolean sorryServer;
  private boolean quorum;
  private @Nullable Tier serving;

  /** Decides by the members' weights at the start. */
  Tiers(PoolConfig config, Member[] members) {
    sorryServer = config.sorryServer();
    fill(members, new Quorum(config.quorum(), config.hysteresis(), false));
    byNumber.values().forEach(Tier::decide);
    choose();
  }

  /** Keeps the earlier decisions, so that every change by the new configuration is reported. */
  Tiers(PoolConfig config, Member[] members, Tiers earlier) {
    sorryServer = config.sorryServer();
    fill(members, new Quorum(config.quorum(), config.hysteresis(), false));
    for (var tier : byNumber.values()) {
      var before = earlier.byNumber.get(tier.number());
      tier.resume(before != null && before.held());
    }
    serving = earlier.serving == null ? null : byNumber.get(earlier.serving.number());
    if (serving == null && !sorryServer) {
      choose();
    }
    quorum = earlier.quorum;
  }

  /** The first tier exists even if it has no server. */
  private void fill(Member[] members, Quorum none) {
    for (var member : members) {
      byNumber
          .computeIfAbsent(member.config().tier(), number -> new Tier(number, none))
          .add(member.counts());
    }
    if (byNumber.isEmpty()) {
      byNumber.put(0, new Tier(0, none));
    }
  }

  Tier of(Member member) {
    return Objects.requireNonNull(byNumber.get(member.config().tier()));
  }

  Tier first() {
    return byNumber.firstEntry().getValue();
  }

  boolean several() {
    return byNumber.size() > 1;
  }

  /** Whether a tier has its quorum. */
  boolean quorum() {
    return quorum;
  }

  /** The serving tier; null while the sorry server serves. */
  @Nullable Tier serving() {
    return serving;
  }

  boolean serves(Member member) {
    return of(member) == serving;
  }

  /**
   * Chooses the lowest tier with its quorum, otherwise the sorry server, otherwise the lowest tier
   * with any weight.
   */
  void choose() {
    Tier held = null;
    Tier weighty = null;
    for (var tier : byNumber.values()) {
      if (held == null && tier.held()) {
        held = tier;
      }
      if (weighty == null && tier.sum() > 0) {
        weighty = tier;
      }
    }
    quorum = held != null;
    if (quorum || sorryServer) {
      serving = held;
    } else {
      serving = weighty == null ? first() : weighty;
    }
  }
}
