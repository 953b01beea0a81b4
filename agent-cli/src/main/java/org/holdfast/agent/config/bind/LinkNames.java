package org.holdfast.agent.config.bind;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.holdfast.net.Family;

/** Names for the agent's own links that no two instances share. */
final class LinkNames {

  private static final int MOST_INSTANCES_OF_A_VRID = 10;

  private final Set<String> taken = new HashSet<>();

  /** Records a name that an instance has been given in the file. */
  void take(String name) {
    taken.add(name);
  }

  /**
   * Returns a free name: as in keepalived {@code vrrp.51}, then for IPv6 {@code vrrp6.51}, then
   * {@code vrrp1.51} and so on.
   */
  String next(String prefix, int vrid, Family family) {
    var name =
        Stream.concat(
                Stream.of(prefix, family == Family.IPV6 ? prefix + "6" : prefix),
                IntStream.range(1, MOST_INSTANCES_OF_A_VRID).mapToObj(number -> prefix + number))
            .map(beginning -> beginning + "." + vrid)
            .filter(one -> !taken.contains(one))
            .findFirst()
            .orElse(prefix + "." + vrid);
    taken.add(name);
    return name;
  }
}
