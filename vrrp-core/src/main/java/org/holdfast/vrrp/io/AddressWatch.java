package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.route.Link;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.InstanceConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects other hosts that use an address held by a local master: listens for claims and probes the
 * link shortly after a takeover, then at the configured interval, and every two seconds while
 * another host is suspected. One timer serves all addresses and limits the probes sent and the
 * frames read in a second. When an instance stops being master, probing stops, and the listeners
 * are there for the successor's announcements until the addresses are released, and for a second at
 * least. A successor that announces nothing is asked for; if it answers with its virtual MAC
 * address, this router announces that. It does so again after the release, and announces then also
 * a virtual MAC address that it has heard of otherwise. Owned by the kernel loop.
 */
final class AddressWatch {

  private static final Logger log = LoggerFactory.getLogger(AddressWatch.class);

  private static final long BEAT_NANOS = 1_000_000_000L;

  /** Delay before sockets are opened: a takeover must not wait for them and is over by then. */
  private static final long LISTEN_NANOS = 100_000_000L;

  /**
   * The largest number of probes in one second; the others wait for the next second. Also the
   * largest number of a successor's addresses that are asked for, or announced after a release.
   */
  private static final int MOST_PROBES = 100;

  private final IoEventLoop loop;
  private final NanoClock clock;
  private final KernelTables tables;
  private final Map<InstanceId, ClaimListener.ClaimHandler> watchers = new HashMap<>();
  private final Map<InstanceId, List<WatchedAddress>> posts = new HashMap<>();
  private final Map<InstanceId, SuccessorWait> successorWaits = new HashMap<>();
  private final Map<LinkFamily, ClaimListener> claimListeners = new HashMap<>();
  private final QuestionSources sources;
  private boolean beating;
  private boolean changed;
  private boolean arrangesSoon;

  AddressWatch(IoEventLoop loop, NanoClock clock, KernelTables tables) {
    this.loop = loop;
    this.clock = clock;
    this.tables = tables;
    sources = new QuestionSources(tables, clock, this::isWatched);
  }

  /** The link and family that a claim listener listens to. */
  record LinkFamily(String linkName, Family family) {}

  /**
   * Watches the addresses of the instance instead of those that were watched for it before.
   *
   * @param handler called on the kernel loop with each claim
   */
  void watch(InstanceId instance, InstanceConfig config, ClaimListener.ClaimHandler handler) {
    changed |= successorWaits.remove(instance) != null; // master again
    watchers.put(instance, handler);
    changed |= posts.remove(instance) != null;
    long every = config.addressProbe().toNanos();
    if (every == 0) {
      return;
    }
    posts.put(instance, addresses(config, every, handler));
    changed = true;
    keepBeating();
    arrangeSoon();
  }

  private List<WatchedAddress> addresses(
      InstanceConfig config, long everyNanos, ClaimListener.ClaimHandler handler) {
    long now = clock.nanos();
    var list = new ArrayList<WatchedAddress>();
    config
        .holdings()
        .all()
        .forEach(held -> {
          var link = config.holdings().baseOf(held.interfaceName());
          var spot = new LinkFamily(link, held.address().family());
          list.add(
              new WatchedAddress(
                  held.address(), spot, config.virtualRouterId(), everyNanos, handler, now));
        });
    return list;
  }

  private void keepBeating() {
    if (!beating) {
      beating = true;
      beatLater();
    }
  }

  /** Watches the addresses of the new configuration if the instance is being watched. */
  void follow(InstanceId instance, InstanceConfig next) {
    var handler = watchers.get(instance);
    if (handler != null) {
      watch(instance, next, handler);
    }
  }

  /** Stops watching the addresses of the instance. */
  void leave(InstanceId instance) {
    watchers.remove(instance);
    changed |= posts.remove(instance) != null;
  }

  /**
   * Listens for the announcements of the instance's successor until {@link #released}, on every
   * link with ARP, also if the configuration has the addresses not probed.
   *
   * @param announced called on the kernel loop once another host has announced every address
   *     listened for, and at each further announcement; null if the instance releases the addresses
   *     now, and the successor is only asked for
   */
  void awaitSuccessor(InstanceId instance, InstanceConfig config, @Nullable Runnable announced) {
    var known = posts.get(instance);
    var watched = known == null ? addresses(config, 0, (_, _) -> {}) : known;
    relisten(watched);
    var heard = watched.stream().filter(post -> claimListeners.containsKey(post.spot)).toList();
    if (heard.isEmpty()) {
      changed = true;
      return;
    }
    boolean hadVirtualMac = config.holdings().links().stream().anyMatch(link -> link.mac() != null);
    var wait = new SuccessorWait(heard, hadVirtualMac, announced, clock.nanos());
    successorWaits.put(instance, wait);
    if (announced == null) {
      released(instance);
      askFor(instance, wait);
    }
    keepBeating();
    var _ =
        loop.schedule(
            () -> Guarded.run("Asking for the successor", () -> askFor(instance, wait)),
            SuccessorWait.ASK_NANOS,
            TimeUnit.NANOSECONDS);
  }

  /** Asks who has the addresses that the instance's successor has not announced. */
  private void askFor(InstanceId instance, SuccessorWait wait) {
    if (wait.equals(successorWaits.get(instance))) {
      probe(wait.ask(MOST_PROBES));
    }
  }

  private void probe(List<WatchedAddress> some) {
    for (var post : some) {
      var claims = claimListeners.get(post.spot);
      if (claims != null) {
        claims.probe(post.address, sources.of(post.spot));
      }
    }
  }

  private boolean isWatched(LinkFamily spot, IpAddress address) {
    var awaited = successorWaits.values().stream().map(SuccessorWait::posts);
    return Stream.concat(posts.values().stream(), awaited)
        .flatMap(List::stream)
        .anyMatch(post -> post.isAt(spot, address));
  }

  /** The instance has released its addresses: only its hosts still have to find the successor. */
  void released(InstanceId instance) {
    var wait = successorWaits.get(instance);
    if (wait != null) {
      wait.released().entrySet().stream()
          .limit(MOST_PROBES)
          .forEach(each -> introduce(each.getKey().spot, each.getKey().address, each.getValue()));
      probe(wait.toAskAfterRelease(MOST_PROBES));
    }
  }

  /**
   * Opens the listeners soon after a takeover, because a router that is replaced soon needs them to
   * detect its successor.
   */
  private void arrangeSoon() {
    if (arrangesSoon) {
      return;
    }
    arrangesSoon = true;
    var _ =
        loop.schedule(
            () -> {
              arrangesSoon = false;
              Guarded.run("Listening for other owners of addresses", this::arrange);
            },
            LISTEN_NANOS,
            TimeUnit.NANOSECONDS);
  }

  private void beatLater() {
    var _ = loop.schedule(this::beat, BEAT_NANOS, TimeUnit.NANOSECONDS);
  }

  private void beat() {
    try {
      long now = clock.nanos();
      changed |= successorWaits.values().removeIf(wait -> wait.isOver(now));
      arrange();
      probe(now);
    } catch (Throwable failure) {
      log.error("Detecting other owners of addresses failed", failure);
    }
    beating = !posts.isEmpty() || !successorWaits.isEmpty();
    if (beating) {
      beatLater();
    }
  }

  /** Opens missing claim listeners and closes those that are not needed. */
  private void arrange() {
    closeListeners(
        spot -> tables.link(spot.linkName()).filter(link -> isThere(spot, link)).isEmpty());
    if (changed) {
      relisten(List.of());
    }
  }

  /**
   * Opens and closes listeners as the watched and awaited addresses need them.
   *
   * @param more addresses that will be awaited
   */
  private void relisten(List<WatchedAddress> more) {
    var wanted = new HashMap<LinkFamily, Set<IpAddress>>();
    var awaited = successorWaits.values().stream().map(SuccessorWait::posts);
    Stream.of(posts.values().stream(), awaited, Stream.of(more))
        .flatMap(lists -> lists)
        .flatMap(List::stream)
        .forEach(post -> wanted.computeIfAbsent(post.spot, _ -> new HashSet<>()).add(post.address));
    closeListeners(spot -> !wanted.containsKey(spot));
    changed = false;
    wanted.forEach(this::listen);
  }

  private boolean isThere(LinkFamily spot, Link link) {
    var claims = claimListeners.get(spot);
    return claims != null && claims.isOn(link);
  }

  /**
   * Closes the listeners that match; those that are still needed are opened again within a second.
   */
  private void closeListeners(Predicate<LinkFamily> which) {
    for (var spot : List.copyOf(claimListeners.keySet())) {
      if (which.test(spot)) {
        Objects.requireNonNull(claimListeners.remove(spot)).close();
        sources.forget(spot);
        changed = true;
      }
    }
  }

  private void listen(LinkFamily spot, Set<IpAddress> addresses) {
    var link = tables.link(spot.linkName()).filter(Link::usesArp).orElse(null);
    if (link == null || link.mac().isEmpty()) {
      changed |=
          link == null && tables.link(spot.linkName()).isEmpty(); // the link may still appear
      return;
    }
    try {
      var claims = claimListeners.get(spot);
      if (claims == null) {
        claims =
            new ClaimListener(
                loop,
                link,
                spot.family(),
                (address, holder, early) -> claimed(spot, address, holder, early));
        claimListeners.put(spot, claims);
      }
      claims.listenFor(addresses);
    } catch (LinuxException e) {
      log.warn(
          "Other owners of addresses on {} cannot be detected: {}",
          spot.linkName(),
          e.getMessage());
    }
  }

  private void probe(long now) {
    claimListeners.values().forEach(ClaimListener::rested);
    int left = MOST_PROBES;
    for (var list : posts.values()) {
      for (var post : list) {
        if (left > 0 && post.probeAt - now <= 0) {
          var claims = claimListeners.get(post.spot);
          if (claims != null) {
            claims.probe(post.address, sources.of(post.spot));
            left--;
          }
          post.probed(now);
        }
      }
    }
  }

  private void claimed(LinkFamily spot, IpAddress address, MacAddress holder, boolean early) {
    boolean ours = tables.isOurs(holder);
    if (ours && !tables.isOfMacvlan(holder)) {
      return; // from another link of this host, or our own frame reflected
    }
    if (!ours) { // a virtual MAC address is that of every router of the virtual router
      long now = clock.nanos();
      for (var list : posts.values()) {
        for (var post : list) {
          if (post.isAt(spot, address)) {
            post.claimed(holder, now);
          }
        }
      }
    }
    var waits = List.copyOf(successorWaits.values());
    for (var wait : waits) {
      if (!ours && wait.isFirstAnswer(spot, address, holder)) {
        log.info(
            "The successor has {} at {} on {} and has not announced it: announcing it",
            address,
            holder,
            spot.linkName());
        introduce(spot, address, holder);
      }
    }
    waits.forEach(wait -> wait.claimed(spot, address, holder, early));
  }

  /** Announces to other hosts that a successor with a virtual MAC address has the address. */
  private void introduce(LinkFamily spot, IpAddress address, MacAddress holder) {
    var claims = claimListeners.get(spot);
    if (claims != null) {
      claims.introduce(address, holder);
    }
  }

  /** Closes the listeners of a deleted link. */
  void forget(Link link) {
    closeListeners(spot -> spot.linkName().equals(link.name()));
  }

  void close() {
    posts.clear();
    successorWaits.clear();
    claimListeners.values().forEach(ClaimListener::close);
    claimListeners.clear();
  }
}
