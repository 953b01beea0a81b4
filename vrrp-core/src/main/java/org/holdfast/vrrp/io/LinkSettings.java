package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.vrrp.VirtualLink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's settings that let only the virtual MAC address answer for an address on a {@link
 * VirtualLink}, and that of links on which the other addresses of a subnet have to stay. Those of
 * the host's links are restored at the end, unless another program has changed them since. Owned by
 * the kernel loop.
 *
 * <p>Differs: keepalived also sets {@code arp_filter} on the base, which is not needed beside
 * {@code arp_ignore}, and leaves {@code arp_announce} at 0. The kernel then asks for neighbours on
 * the base with the virtual address as the sender's, and hosts learn the base's MAC address for it
 * (RFC 9568 section 8.1.2).
 */
final class LinkSettings {

  private static final Logger log = LoggerFactory.getLogger(LinkSettings.class);

  private static final String ALL = "all";
  private static final String DEFAULT = "default";
  private static final String PREFIX = "setting ";

  /** A setting of all links counts for each link, if it is the stricter one. */
  private static final String RP_FILTER = "rp_filter";

  private static final String PROMOTE_SECONDARIES = "promote_secondaries";

  private static final int STRICT = 1;
  private static final int OFF = 0;

  /** arp_ignore: answers only for addresses of the link on which the request arrives. */
  private static final int ONLY_OF_LINK = 1;

  /** arp_announce: requests name only addresses of the link as the sender's. */
  private static final int BEST_OF_LINK = 2;

  /** addr_gen_mode: the kernel adds no link-local address. */
  private static final int NO_ADDRESS = 1;

  private final RouteKernel kernel;
  private final KernelTables links;
  private final Map<Setting, Change> changed = new LinkedHashMap<>();

  private record Setting(String link, String name) {}

  /** A value that a setting of the host's links has to have while links of ours are there. */
  private record Hold(String link, String name, int wanted) {}

  /**
   * @param before the value to restore
   * @param now the value that this agent has set
   * @param index the link's index when this agent changed it; 0 if it is not known or for the
   *     settings of all links
   */
  private record Change(int before, int now, int index) {
    Change at(int otherIndex) {
      return index == 0 ? new Change(before, now, otherIndex) : this;
    }
  }

  /**
   * @param links the kernel's links by their names
   * @param earlier what earlier runs recorded, among them {@link #texts}
   */
  LinkSettings(RouteKernel kernel, KernelTables links, Collection<String> earlier) {
    this.kernel = kernel;
    this.links = links;
    earlier.forEach(this::recall);
  }

  private void recall(String text) {
    var words = text.split(" ", -1);
    if (text.startsWith(PREFIX) && words.length == 5) {
      try {
        var change = new Change(Integer.parseInt(words[3]), Integer.parseInt(words[4]), 0);
        changed.put(new Setting(words[1], words[2]), change);
      } catch (NumberFormatException damaged) {
        log.debug("Not a setting: {}", text);
      }
    }
  }

  /** Whether every setting of the host's links is as it was. */
  boolean isUnchanged() {
    return changed.isEmpty();
  }

  /** Returns the changes to the host's links, one line each. */
  List<String> texts() {
    var texts = new ArrayList<String>();
    changed.forEach((setting, change) ->
        texts.add(
            PREFIX
                + setting.link()
                + ' '
                + setting.name()
                + ' '
                + change.before()
                + ' '
                + change.now()));
    return texts;
  }

  /**
   * Configures a new link and the links beneath it.
   *
   * @param host the names of all links
   */
  void configure(VirtualLink link, Collection<String> host) {
    set(Family.IPV4, link.name(), "arp_ignore", ONLY_OF_LINK);
    set(Family.IPV4, link.name(), "arp_announce", BEST_OF_LINK);
    set(Family.IPV4, link.name(), RP_FILTER, OFF); // the way back leads through the base
    set(Family.IPV4, link.name(), "accept_local", 1);
    set(Family.IPV4, link.name(), PROMOTE_SECONDARIES, 1);
    set(Family.IPV6, link.name(), "disable_ipv6", link.ipv6() ? 0 : 1);
    set(Family.IPV6, link.name(), "addr_gen_mode", NO_ADDRESS);
    set(Family.IPV6, link.name(), "accept_ra", OFF);
    holds(link, host).forEach(this::hold);
  }

  /**
   * Adds to {@link #texts} what {@link #configure} and {@link #promote} will change, so that it can
   * be recorded before: a run after a crash would take our values for the host's otherwise.
   *
   * @param host the names of all links
   * @return whether there is something new to record
   */
  boolean intend(
      Collection<VirtualLink> links, Collection<String> promoting, Collection<String> host) {
    var holds = new ArrayList<Hold>();
    links.forEach(link -> holds.addAll(holds(link, host)));
    promoting.forEach(link -> holds.add(new Hold(link, PROMOTE_SECONDARIES, 1)));
    boolean news = false;
    for (var hold : holds) {
      news |= intend(hold, value(Family.IPV4, hold.link(), hold.name()));
    }
    return news;
  }

  /**
   * Sets again what another agent of this network namespace has restored at its end, because it had
   * links on the same base. Other values are left alone.
   *
   * @param host the names of all links
   * @return whether something was set
   */
  boolean keep(Collection<VirtualLink> links, Collection<String> host) {
    boolean news = false;
    for (var link : links) {
      for (var hold : holds(link, host)) {
        boolean restored =
            hold.name().equals(RP_FILTER) || value(Family.IPV4, hold.link(), hold.name()) == OFF;
        news |= restored && hold(hold);
      }
    }
    return news;
  }

  private boolean intend(Hold hold, int before) {
    if (before < 0 || before == hold.wanted()) {
      return false;
    }
    var setting = new Setting(hold.link(), hold.name());
    restoreIfRenamed(setting);
    var earlier = changed.get(setting);
    var change =
        new Change(
            earlier == null ? before : earlier.before(), hold.wanted(), links.index(hold.link()));
    return !change.equals(changed.put(setting, change));
  }

  private List<Hold> holds(VirtualLink link, Collection<String> host) {
    var holds = new ArrayList<Hold>();
    if (link.mac() != null) { // otherwise both have the same MAC address
      holds.add(new Hold(link.base(), "arp_ignore", ONLY_OF_LINK));
      holds.add(new Hold(link.base(), "arp_announce", BEST_OF_LINK));
    }
    if (value(Family.IPV4, ALL, RP_FILTER) == STRICT) {
      holds.addAll(loosened(host));
    }
    return holds;
  }

  /**
   * A strict filter of all links would drop the packets to the addresses: moves it to the links,
   * except ours, as keepalived does.
   */
  private List<Hold> loosened(Collection<String> host) {
    var others = new ArrayList<>(host);
    others.add(DEFAULT);
    var holds = new ArrayList<Hold>();
    for (var name : others) {
      if (value(Family.IPV4, name, RP_FILTER) == OFF && !isOurs(name)) {
        holds.add(new Hold(name, RP_FILTER, STRICT));
      }
    }
    holds.add(new Hold(ALL, RP_FILTER, OFF));
    return holds;
  }

  private boolean isOurs(String name) {
    return kernel.ownLinks().stream().anyMatch(link -> link.name().equals(name));
  }

  /** Lets the link forward packets if its base does. */
  void forwardLikeBase(VirtualLink link) {
    for (var family : Family.values()) {
      kernel
          .setting(family, link.base(), "forwarding")
          .ifPresent(value -> set(family, link.name(), "forwarding", value));
    }
  }

  /** Has the kernel keep the other addresses of a subnet when the first one is removed. */
  void promote(String link) {
    hold(new Hold(link, PROMOTE_SECONDARIES, 1));
  }

  /**
   * Restores the settings of links that are the base of none of these, and of links that have
   * another name by now.
   *
   * @param promoting the links that keep the setting of {@link #promote}
   */
  void retain(Collection<VirtualLink> wanted, Collection<String> promoting) {
    List.copyOf(changed.keySet()).forEach(this::restoreIfRenamed);
    var bases =
        wanted.stream()
            .filter(link -> link.mac() != null)
            .map(VirtualLink::base)
            .collect(Collectors.toSet());
    for (var setting : List.copyOf(changed.keySet()).reversed()) {
      boolean needed =
          switch (setting.name()) {
            case PROMOTE_SECONDARIES -> promoting.contains(setting.link());
            case RP_FILTER -> !wanted.isEmpty();
            default -> bases.contains(setting.link());
          };
      if (!needed) {
        restore(setting);
      }
    }
  }

  private void restore(Setting setting) {
    var change = changed.remove(setting);
    if (change != null) {
      restore(setting.link(), setting.name(), change);
    }
  }

  private void restore(String link, String name, Change change) {
    if (value(Family.IPV4, link, name) == change.now()) {
      set(Family.IPV4, link, name, change.before());
    }
  }

  /**
   * Restores what an earlier run has changed on a link that is no longer called {@code oldName}.
   *
   * @param index the link's index, which no record tells
   */
  void renamed(String oldName, int index) {
    for (var setting : List.copyOf(changed.keySet())) {
      if (setting.link().equals(oldName)) {
        changed.computeIfPresent(setting, (_, change) -> change.at(index));
        restoreIfRenamed(setting);
      }
    }
  }

  /** The kernel keeps the settings of a link that is renamed: another link may get its old name. */
  private void restoreIfRenamed(Setting setting) {
    var change = changed.get(setting);
    if (change != null && change.index() != 0 && change.index() != links.index(setting.link())) {
      changed.remove(setting);
      links
          .nameOf(change.index())
          .ifPresent(presentName -> restore(presentName, setting.name(), change));
    }
  }

  /** Returns whether the setting was changed. */
  private boolean hold(Hold hold) {
    int before = value(Family.IPV4, hold.link(), hold.name());
    boolean differs = before >= 0 && before != hold.wanted();
    boolean done = differs && set(Family.IPV4, hold.link(), hold.name(), hold.wanted());
    if (done) {
      intend(hold, before);
    }
    return done;
  }

  private boolean set(Family family, String link, String name, int wanted) {
    int present = value(family, link, name);
    if (present < 0 || present == wanted) {
      return present >= 0;
    }
    boolean done = kernel.change(family, link, name, wanted);
    if (!done) {
      log.warn("The setting {} of {} cannot be changed to {}", name, link, wanted);
    }
    return done;
  }

  /** Returns the value, or -1 if there is no such setting. */
  private int value(Family family, String link, String name) {
    OptionalInt value = kernel.setting(family, link, name);
    return value.orElse(-1);
  }
}
