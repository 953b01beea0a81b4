package org.holdfast.vrrp.io;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The other routers of an instance, and their disagreements with us.
 *
 * @param heard routers whose adverts have arrived, accepted or not; at most eight
 * @param disagreements the standing disagreements, the oldest first
 * @param begun the number of disagreements of each kind that have begun since the start
 */
public record PeersStatus(
    List<RouterStatus> heard, List<DisagreementStatus> disagreements, Map<String, Long> begun) {

  /** The status before any router was heard. */
  public static final PeersStatus NONE = new PeersStatus(List.of(), List.of(), Map.of());

  /**
   * A router, identified by the source address that its adverts claim.
   *
   * @param priority priority of its last advert; 0 when it has resigned
   * @param authentication none, pass, ah or hmac
   * @param advertising whether it was heard within three of its intervals, which means that it is
   *     master
   * @param refused the number of its adverts that differ from ours too much to be accepted
   * @param lastDefect why its last advert was refused; null if it was accepted
   */
  public record RouterStatus(
      String source,
      int version,
      int priority,
      double intervalSeconds,
      String authentication,
      List<String> addresses,
      boolean advertising,
      double heardSecondsAgo,
      long accepted,
      long refused,
      @Nullable String lastDefect) {}

  /**
   * A standing disagreement.
   *
   * @param kind such as {@code other_addresses}
   * @param peer the IP address of a router, or the link-layer address of another owner
   * @param words the difference, in a sentence for people
   * @param forSeconds seconds since it was first observed
   */
  public record DisagreementStatus(String kind, String peer, String words, double forSeconds) {}
}
