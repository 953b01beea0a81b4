package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VrrpConfig;

/**
 * A link that an instance names and that does not exist. This is not an error: the instance waits
 * for the link.
 *
 * @param instance the instance's name
 * @param link the link's name
 * @param consequence the consequence for the instance, in words
 */
public record MissingLink(String instance, String link, String consequence) {

  /**
   * Returns the missing links in the network namespace of the calling thread. Queries each link
   * once.
   *
   * @throws org.holdfast.linux.LinuxException if the kernel does not answer
   */
  public static List<MissingLink> of(VrrpConfig config) {
    var missing = new ArrayList<MissingLink>();
    try (var kernel = RouteKernel.open(NanoClock.system())) {
      var exists = new HashMap<String, Boolean>();
      for (var instance : config.instances()) {
        instance
            .interfaceNames()
            .filter(name -> !exists.computeIfAbsent(name, n -> kernel.link(n).isPresent()))
            .map(name -> new MissingLink(instance.name(), name, consequence(instance, name)))
            .forEach(missing::add);
      }
    }
    return List.copyOf(missing);
  }

  private static String consequence(InstanceConfig instance, String link) {
    var tracks = new TrackBook(instance, 0);
    if (instance.interfaceName().equals(link) || tracks.requiredLinks().contains(link)) {
      return "the instance is in FAULT until it does";
    }
    return tracks.weighedLinks().contains(link)
        ? "it counts as down in the instance's priority"
        : "addresses on it cannot be added until it does";
  }

  /** Returns a sentence for the operator. */
  @Override
  public String toString() {
    return "(" + instance + ") interface " + link + " does not exist: " + consequence;
  }
}
