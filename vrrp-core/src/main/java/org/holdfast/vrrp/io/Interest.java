package org.holdfast.vrrp.io;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;

/**
 * The links and addresses of this host that matter to some instances; a host may have thousands of
 * others.
 *
 * @param links the names of links that the instances name, or that the agent makes for them
 * @param sources the source addresses whose absence is a fault, on any link
 */
record Interest(Set<String> links, Set<IpAddress> sources) {

  Interest {
    links = Set.copyOf(links);
    sources = Set.copyOf(sources);
  }

  static Interest of(Collection<InstanceConfig> instances) {
    var links = new HashSet<String>();
    var sources = new HashSet<IpAddress>();
    for (var instance : instances) {
      instance.interfaceNames().forEach(links::add);
      instance.holdings().links().forEach(link -> links.add(link.name()));
      var source = instance.transport().source();
      if (source != null && instance.tracks().sourceAddress()) {
        sources.add(source);
      }
    }
    return new Interest(links, sources);
  }

  /** Returns an interest in these links too. */
  Interest and(Set<String> moreLinks) {
    var all = new HashSet<>(links);
    all.addAll(moreLinks);
    return new Interest(all, sources);
  }

  /** Whether this includes everything in {@code other}. */
  boolean covers(Interest other) {
    return links.containsAll(other.links) && sources.containsAll(other.sources);
  }
}
