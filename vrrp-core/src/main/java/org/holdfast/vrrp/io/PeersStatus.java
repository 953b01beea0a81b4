package org.holdfast.vrrp.io;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routers around an instance, and what they do not agree with us about.
 *
 * @param heard routers whose adverts have come, accepted or not; eight at most
 * @param disagreements those that stand, the oldest first
 * @param begun how many of each kind have begun since the start
 */
public record PeersStatus(
    List<RouterStatus> heard, List<DisagreementStatus> disagreements, Map<String, Long> begun) {

  /** No router has been heard. */
  public static final PeersStatus NONE = new PeersStatus(List.of(), List.of(), Map.of());

  /**
   * A router under the address that its adverts claim.
   *
   * @param priority of its last advert; 0 when it has resigned
   * @param authentication none, pass, ah or hmac
   * @param advertising whether it was heard within three of its intervals: it believes that it is
   *     master
   * @param refused adverts that differ from ours too much to be accepted
   * @param lastDefect why its last advert was refused; null when it was accepted
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
   * A disagreement that stands.
   *
   * @param kind such as {@code other-addresses}
   * @param peer the IP address of a router, the link-layer address of another owner
   * @param words what differs, for a person
   * @param forSeconds since it was first seen
   */
  public record DisagreementStatus(String kind, String peer, String words, double forSeconds) {}
}
