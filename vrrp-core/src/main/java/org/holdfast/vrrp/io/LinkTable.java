package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.linux.route.ChangeOutcome;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VirtualLink.IpvlanMode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The macvlan and ipvlan links of virtual routers. They exist from {@link #prepare} to {@link
 * #retain}; {@link #put} and {@link #remove} only set them up and down, so that a takeover does not
 * wait for the creation of a link. Owned by the kernel loop.
 *
 * <p>Differs: keepalived's links are up in every state and in private mode, and carry the adverts.
 * In that mode a link takes the adverts of another router with the same virtual MAC address away
 * from the base link. In bridge mode the base link receives every advert, so that the virtual MAC
 * address is needed only while the addresses are there: a Backup neither receives frames for it
 * (RFC 9568 section 6.4.2) nor sends IGMP or MLD reports from it, which would mislead switches.
 */
final class LinkTable implements ObjectTable<VirtualLink> {

  private static final Logger log = LoggerFactory.getLogger(LinkTable.class);

  private static final String MACVLAN = "macvlan";
  private static final String IPVLAN = "ipvlan";
  static final Set<String> KINDS = Set.of(MACVLAN, IPVLAN);

  private final RouteKernel kernel;
  private final KernelTables links;
  private final KernelRefusals refusals;
  private final LinkSettings settings;
  private final Map<String, VirtualLink> own = new LinkedHashMap<>();
  private final Set<VirtualLink> intended = new LinkedHashSet<>();
  private final Set<String> foreign = new HashSet<>();
  private Set<String> promoting = Set.of();

  private final Runnable recording;

  /**
   * @param earlier what earlier runs recorded
   * @param recording records {@link #texts} and waits until they are in the state file; called
   *     before a link is created or a setting of the host's links is changed, because nothing else
   *     proves after a crash in the middle whose they are
   */
  LinkTable(
      RouteKernel kernel,
      KernelTables links,
      KernelRefusals refusals,
      Collection<String> earlier,
      Runnable recording) {
    this.kernel = kernel;
    this.links = links;
    this.refusals = refusals;
    this.recording = recording;
    settings = new LinkSettings(kernel, links, earlier);
  }

  @Override
  public Class<VirtualLink> kind() {
    return VirtualLink.class;
  }

  // ---- Existence ----

  /**
   * Sets the links of the host on which the kernel keeps the other addresses of a subnet; the
   * setting of others is restored by {@link #retain} or {@link #clear}.
   */
  void promotingIs(Set<String> names) {
    promoting = Set.copyOf(names);
  }

  /** Changes the settings of links of the host that exist by now. */
  void promote() {
    intend(List.of());
    promotable().forEach(settings::promote);
  }

  private List<String> promotable() {
    return promoting.stream().filter(name -> links.link(name).isPresent()).toList();
  }

  /** Creates those links that do not exist yet and whose base exists. */
  void prepare(Collection<VirtualLink> wanted) {
    intend(wanted);
    wanted.forEach(this::prepare);
  }

  /** Records what is going to be created and changed for these links, unless it is on record. */
  private void intend(Collection<VirtualLink> wanted) {
    var fresh =
        wanted.stream()
            .filter(link -> !link.equals(own.get(link.name())) || look(link.name()).isEmpty())
            .filter(link -> look(link.base()).isPresent())
            .toList();
    boolean news =
        intended.addAll(fresh.stream().filter(link -> !own.containsValue(link)).toList());
    news |= settings.intend(fresh, promotable(), links.names());
    if (news) {
      recording.run();
    }
  }

  /** Returns the link in the kernel; empty if it cannot be created now. */
  private Optional<Link> prepare(VirtualLink wanted) {
    intend(List.of(wanted));
    var there = create(wanted);
    intended.remove(wanted);
    return there;
  }

  private Optional<Link> create(VirtualLink wanted) {
    var base = look(wanted.base());
    var there = look(wanted.name());
    if (base.isEmpty()) {
      there.filter(this::isOurs).ifPresent(link -> leave(link, wanted.base()));
      return Optional.empty(); // it is created with the base
    }
    if (there.isPresent() && !isUsable(wanted, there.get(), base.get())) {
      if (!isReplaceable(wanted, there.get(), base.get())) {
        foreign.add(wanted.name());
        refusals.refused(
            creating(wanted),
            "link %s cannot be created: another program has made a link of this name"
                .formatted(wanted));
        return Optional.empty();
      }
      log.info("removing link {}, which is left over", wanted.name());
      delete(there.get());
      there = Optional.empty();
    }
    foreign.remove(wanted.name());
    boolean fresh = there.isEmpty();
    if (fresh) {
      var outcome = create(wanted, base.get());
      if (outcome instanceof ChangeOutcome.Refused(var why)) {
        refusals.refused(creating(wanted), String.valueOf(why.getMessage()));
        return Optional.empty();
      }
      there = look(wanted.name());
    }
    refusals.settled(creating(wanted));
    if (!wanted.equals(own.put(wanted.name(), wanted)) || fresh) {
      settings.configure(wanted, links.names());
    }
    return there;
  }

  private void leave(Link link, String missingBase) {
    log.info("removing link {}: its interface is no longer called {}", link.name(), missingBase);
    delete(link);
    link.lower().ifPresent(index -> settings.renamed(missingBase, index));
  }

  private ChangeOutcome create(VirtualLink wanted, Link base) {
    var mac = wanted.mac();
    return mac == null
        ? kernel.addIpvlan(wanted.name(), base.index(), flags(wanted.ipvlan()))
        : kernel.addMacvlan(wanted.name(), base.index(), mac);
  }

  /** linux/if_link.h: IPVLAN_F_PRIVATE, IPVLAN_F_VEPA. */
  private static int flags(@Nullable IpvlanMode mode) {
    return switch (mode) {
      case null -> 0;
      case BRIDGE -> 0;
      case PRIVATE -> 1;
      case VEPA -> 2;
    };
  }

  private static String creating(VirtualLink link) {
    return "link " + link.name();
  }

  /** Whether the present link is one that an agent has made for the same virtual router. */
  private boolean isUsable(VirtualLink wanted, Link there, Link base) {
    return looksAlike(wanted, there, base) && isOurs(there);
  }

  /** Whether a killed keepalived, or an agent with another configuration, has left the link. */
  private boolean isReplaceable(VirtualLink wanted, Link there, Link base) {
    return looksAlike(wanted, there, base) || isOurs(there);
  }

  private static boolean looksAlike(VirtualLink wanted, Link there, Link base) {
    var mac = wanted.mac();
    return there.kind().equals(Optional.of(mac == null ? IPVLAN : MACVLAN))
        && there.lower().equals(OptionalInt.of(base.index()))
        && (mac == null || there.mac().equals(OptionalLong.of(mac.bits())));
  }

  private static boolean isVirtual(Link link) {
    return link.kind().filter(KINDS::contains).isPresent();
  }

  private boolean isOurs(Link link) {
    return isVirtual(link)
        && kernel.ownLinks().stream().anyMatch(one -> one.index() == link.index());
  }

  /**
   * Removes links that an earlier run has left and that are not among {@code wanted}, and restores
   * the settings that it has changed for them.
   *
   * @param recorded the texts that earlier runs recorded
   * @param alone whether no other agent runs in this network namespace
   * @return the number of removed links
   */
  int clear(Collection<VirtualLink> wanted, Collection<String> recorded, boolean alone) {
    // All links are queried again only if one of them can be ours.
    int removed = links.haveVirtualLink() ? clearLinks(wanted, recorded, alone) : 0;
    settings.retain(wanted, promoting);
    return removed;
  }

  private int clearLinks(
      Collection<VirtualLink> wanted, Collection<String> recorded, boolean alone) {
    var names = wanted.stream().map(VirtualLink::name).collect(Collectors.toSet());
    int removed = 0;
    for (var link : leftLinks(recorded)) {
      boolean left = alone || recorded.stream().anyMatch(text -> isText(text, link.name()));
      if (left && !names.contains(link.name()) && !own.containsKey(link.name())) {
        log.info("removing link {}, which an earlier run of this agent left", link.name());
        removed += delete(link) ? 1 : 0;
      }
    }
    return removed;
  }

  /**
   * Lists links with our mark, and links that a run recorded and was killed before marking them.
   */
  private List<Link> leftLinks(Collection<String> recorded) {
    var found = new ArrayList<>(kernel.ownLinks());
    for (var name : links.names()) {
      links
          .link(name)
          .filter(link -> isVirtual(link) && recorded.contains(text(link)))
          .filter(link -> found.stream().noneMatch(one -> one.index() == link.index()))
          .ifPresent(found::add);
    }
    return found;
  }

  /** Returns the text that the state file has for such a link. */
  private String text(Link link) {
    var base = link.lower().isPresent() ? links.name(link.lower().getAsInt()) : "";
    var mac = link.mac().isPresent() ? new MacAddress(link.mac().getAsLong()) : null;
    return KernelRecords.text(
        link.kind().filter(MACVLAN::equals).isPresent()
            ? new VirtualLink(link.name(), base, mac, null, false)
            : new VirtualLink(link.name(), base, IpvlanMode.BRIDGE, false));
  }

  private static boolean isText(String text, String link) {
    return text.startsWith("link " + link + " on ");
  }

  /** Removes our links that are not among {@code wanted}, and restores the settings of bases. */
  void retain(Collection<VirtualLink> wanted) {
    var names = wanted.stream().map(VirtualLink::name).collect(Collectors.toSet());
    for (var link : List.copyOf(own.values())) {
      if (!names.contains(link.name())) {
        look(link.name()).filter(LinkTable::isVirtual).ifPresent(this::delete);
        own.remove(link.name());
        refusals.forget(creating(link));
        log.info("removed link {}", link);
      }
    }
    settings.retain(own.values(), promoting);
  }

  /**
   * Handles a link that has another name now. A virtual router's is removed, so that it can be made
   * again under its name. The links on a base that has lost its name are removed, and the settings
   * of that base are restored.
   */
  void renamed(String oldName, Link link) {
    if (own.containsKey(oldName) && !own.containsKey(link.name()) && isOurs(link)) {
      log.warn("removing link {}, which another program has renamed to {}", oldName, link.name());
      delete(link);
      own.remove(oldName);
    }
    prepare(own.values().stream().filter(one -> one.base().equals(oldName)).toList());
    settings.retain(own.values(), promoting);
  }

  /**
   * Sets again what another agent of this network namespace has restored at its end.
   *
   * @return whether something was set
   */
  boolean keepSettings() {
    return !own.isEmpty() && settings.keep(own.values(), links.names());
  }

  private boolean delete(Link link) {
    var outcome = kernel.deleteLink(link);
    if (outcome instanceof ChangeOutcome.Refused(var why)) {
      log.warn("{}", why.getMessage());
      return false;
    }
    own.remove(link.name());
    links.linkGone(link);
    return outcome == ChangeOutcome.Settled.DONE;
  }

  /** Reads the link from the kernel; reports of its changes may still be on their way. */
  private Optional<Link> look(String name) {
    var found = kernel.link(name);
    found.ifPresentOrElse(links::linkIs, () -> links.link(name).ifPresent(this::forgetIfGone));
    return found;
  }

  /** A link that has another name is still known by the old one when its report arrives. */
  private void forgetIfGone(Link known) {
    if (kernel.link(known.index()).isEmpty()) {
      links.linkGone(known);
    }
  }

  // ---- Up and down ----

  @Override
  public Set<VirtualLink> put(List<VirtualLink> wanted) {
    var fresh = new LinkedHashSet<VirtualLink>();
    for (var link : wanted) {
      if (prepare(link).filter(there -> raise(link, there)).isPresent()) {
        fresh.add(link);
      }
    }
    return fresh;
  }

  /** Returns whether the link was down and is up now. */
  private boolean raise(VirtualLink link, Link there) {
    if (there.isUp()) {
      return false;
    }
    lowerRivals(link);
    settings.forwardLikeBase(link);
    boolean done = judged("set " + link.name() + " up", kernel.setUp(there, true));
    look(link.name());
    return done;
  }

  /** The kernel has only one link of a MAC address up on a base: a link's old name goes down. */
  private void lowerRivals(VirtualLink link) {
    if (link.mac() == null) {
      return; // all ipvlans have the MAC address of the base
    }
    for (var other : own.values()) {
      if (!other.name().equals(link.name())
          && Objects.equals(other.mac(), link.mac())
          && other.base().equals(link.base())) {
        lower(other);
      }
    }
  }

  @Override
  public List<VirtualLink> remove(List<VirtualLink> unwanted) {
    return unwanted.stream().filter(link -> !lower(link)).toList();
  }

  /** Returns whether the link is down. */
  private boolean lower(VirtualLink link) {
    var there = look(link.name()).filter(Link::isUp).filter(LinkTable::isVirtual);
    if (there.isEmpty()) {
      return true;
    }
    boolean done = judged("set " + link.name() + " down", kernel.setUp(there.get(), false));
    look(link.name());
    return done;
  }

  private boolean judged(String what, ChangeOutcome outcome) {
    if (outcome instanceof ChangeOutcome.Refused(var why)) {
      refusals.refused(what, String.valueOf(why.getMessage()));
      return false;
    }
    refusals.settled(what);
    return outcome == ChangeOutcome.Settled.DONE;
  }

  // ---- Queries ----

  @Override
  public Set<VirtualLink> present(List<VirtualLink> candidates) {
    return candidates.stream().filter(this::isUp).collect(Collectors.toSet());
  }

  private boolean isUp(VirtualLink link) {
    return isHeld(link) && links.link(link.name()).filter(Link::isUp).isPresent();
  }

  @Override
  public boolean isHeld(VirtualLink link) {
    return own.containsKey(link.name());
  }

  @Override
  public boolean isForeign(VirtualLink link) {
    return foreign.contains(link.name());
  }

  @Override
  public Optional<String> refusal(VirtualLink link) {
    return refusals.reason(creating(link)).or(() -> refusals.reason("set " + link.name() + " up"));
  }

  /** Whether there is nothing to undo after a crash: no link of ours and no changed setting. */
  boolean isUnused() {
    return own.isEmpty() && intended.isEmpty() && settings.isUnchanged();
  }

  /** Returns what has to be undone after a crash, as lines of the state file. */
  List<String> texts() {
    var texts = new ArrayList<String>();
    Stream.concat(own.values().stream(), intended.stream())
        .map(KernelRecords::text)
        .distinct()
        .forEach(texts::add);
    texts.addAll(settings.texts());
    return texts;
  }
}
