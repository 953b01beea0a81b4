package org.holdfast.vrrp;

import java.util.List;

/**
 * What an instance watches. A weight of 0 makes a failure a fault; any other moves the priority: a
 * positive weight is added while all is well, a negative one taken off while it is not. {@code
 * reverse} swaps well and not well.
 *
 * <p>A file's number times the weight moves the priority, by 253 at most; -254 or less is a fault.
 * With weight 0 any number but 0 is a fault, with {@code reverse} 0 is.
 *
 * @param ownInterface whether the instance's own link and those of its addresses count as tracked
 *     with weight 0
 * @param sourceAddress whether losing the configured source address is a fault
 * @param watched all else, its sync group's tracks included
 */
public record Tracks(
    boolean ownInterface,
    boolean sourceAddress,
    List<InterfaceTrack> interfaces,
    List<Watched> watched) {

  public Tracks {
    interfaces = List.copyOf(interfaces);
    watched = List.copyOf(watched);
  }

  /** Whether one of them moves the priority, whatever it says. */
  public boolean movePriority() {
    return interfaces.stream().anyMatch(track -> track.weight() != 0)
        || watched.stream().anyMatch(track -> track.weight() != 0);
  }

  /** A link, well while it is up and running. Weight from -253 to 253. */
  public record InterfaceTrack(String interfaceName, int weight, boolean reverse) {}

  /**
   * Something else that has a name, with the weight that holds for this instance: from -253 to 253,
   * of a file from -254 to 254.
   *
   * @param name unique among those of its kind, such as that of one of {@link VrrpConfig#scripts}
   */
  public record Watched(TrackKind kind, String name, int weight, boolean reverse) {

    /** For logs and sums: {@code script web-alive}. */
    public String words() {
      return kind.word() + " " + name;
    }
  }
}
