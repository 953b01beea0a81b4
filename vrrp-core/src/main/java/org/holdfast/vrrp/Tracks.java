package org.holdfast.vrrp;

import java.util.List;
import java.util.stream.Stream;

/**
 * The objects that an instance watches. With weight 0 a failure is a fault. Any other weight
 * changes the priority: a positive weight is added while the tracked object is well, and a negative
 * one is subtracted while it is not. {@code reverse} exchanges well and failed.
 *
 * <p>The number in a file times the weight changes the priority, by at most 253; a product of -254
 * or less is a fault. With weight 0 any number but 0 is a fault; with {@code reverse}, 0 is.
 *
 * @param ownInterface whether the instance's own link and those of its addresses count as tracked
 *     with weight 0
 * @param sourceAddress whether losing the configured source address is a fault
 * @param watched all other tracks, including those of its sync group
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

  /** Returns the same tracks and some more. */
  public Tracks and(List<Watched> more) {
    if (more.isEmpty()) {
      return this;
    }
    return new Tracks(
        ownInterface,
        sourceAddress,
        interfaces,
        Stream.concat(watched.stream(), more.stream()).toList());
  }

  /** Whether at least one track can change the priority. */
  public boolean movePriority() {
    return interfaces.stream().anyMatch(track -> track.weight() != 0)
        || watched.stream().anyMatch(track -> track.weight() != 0);
  }

  /** A link, which is well while it is up and running. The weight is from -253 to 253. */
  public record InterfaceTrack(String interfaceName, int weight, boolean reverse) {}

  /**
   * Another tracked object with a name, and its weight for this instance: from -253 to 253, or from
   * -254 to 254 for a file.
   *
   * @param name unique among those of its kind, such as the name of one of {@link
   *     VrrpConfig#scripts}
   */
  public record Watched(TrackKind kind, String name, int weight, boolean reverse) {

    /** The kind and the name, for logs and sums: {@code script web-alive}. */
    public String words() {
      return kind.word() + " " + name;
    }
  }
}
