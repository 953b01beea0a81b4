package org.holdfast.vrrp;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.net.IpAddress;

/**
 * The addresses, routes and rules that the agent keeps on this host from its start to its end, in
 * every state of its instances.
 *
 * @param holdings addresses are neither advertised nor announced. Links are those of instances that
 *     are up in every state.
 * @param groups the groups of objects whose absence is a fault of some instances
 * @param ofLinks the addresses among the holdings that these links have of their own: what an
 *     instance keeps, and no static object of the file
 */
public record StaticConfig(Holdings holdings, List<Group> groups, List<VirtualAddress> ofLinks) {

  /** No static objects. */
  public static final StaticConfig NONE =
      new StaticConfig(
          new Holdings(List.of(), List.of(), List.of(), List.of(), Holdings.OnAddressLoss.RESTORE),
          List.of());

  public StaticConfig {
    groups = List.copyOf(groups);
    ofLinks = List.copyOf(ofLinks);
  }

  /** Creates static objects without links of instances. */
  public StaticConfig(Holdings holdings, List<Group> groups) {
    this(holdings, groups, List.of());
  }

  /** Returns the addresses, routes and rules that the file has as static objects. */
  public List<VirtualObject> objects() {
    return holdings.objects().stream()
        .filter(object -> !(object instanceof VirtualLink))
        .filter(object -> !(object instanceof VirtualAddress own && ofLinks.contains(own)))
        .toList();
  }

  /** Returns the address that an instance's link has in every state. */
  public Optional<VirtualAddress> ownOf(VirtualLink link) {
    return ofLinks.stream().filter(own -> own.interfaceName().equals(link.name())).findFirst();
  }

  /**
   * Objects that some instances need: if one of them is missing and cannot be added, these
   * instances are in FAULT. The instances have a track of {@link TrackKind#STATIC_GROUP} with this
   * name.
   */
  public record Group(String name, List<VirtualObject> objects) {
    public Group {
      objects = List.copyOf(objects);
    }
  }

  /** Returns the names of the links that the objects need. */
  public Set<String> interfaceNames() {
    return Stream.concat(
            holdings.all().map(VirtualAddress::interfaceName),
            holdings.routes().stream().flatMap(route -> route.interfaceNames().stream()))
        .collect(Collectors.toSet());
  }

  /** Returns the addresses, which instances may use as their source. */
  public Set<IpAddress> addresses() {
    return holdings.all().map(VirtualAddress::address).collect(Collectors.toSet());
  }
}
