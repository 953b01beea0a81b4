package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.StaticConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back what a reload changes in the kernel until the services behind the new addresses are
 * written, so that no client meets an address whose service is missing. The same holds for the
 * addresses of instances that the reload adds and that become master meanwhile. Owned by the kernel
 * loop.
 */
final class HeldChanges implements Readiness {

  private static final Logger log = LoggerFactory.getLogger(HeldChanges.class);

  /** The longest time for which changes are held back. */
  static final Duration LONGEST = Duration.ofSeconds(5);

  private final IoEventLoop loop;
  private final BiConsumer<Map<InstanceId, InstanceConfig>, StaticConfig> change;
  private final Map<InstanceId, InstanceConfig> changed = new LinkedHashMap<>();
  private final Map<InstanceId, InstanceConfig> added = new LinkedHashMap<>();
  private final Map<InstanceId, Runnable> releases = new LinkedHashMap<>();
  private @Nullable StaticConfig statics;

  /** Completes when the changes are no longer held back; null if they are not. */
  private @Nullable CompletableFuture<Void> end;

  /**
   * Makes an object that holds nothing back.
   *
   * @param change carries out a change of instances and static objects
   */
  HeldChanges(IoEventLoop loop, BiConsumer<Map<InstanceId, InstanceConfig>, StaticConfig> change) {
    this.loop = loop;
    this.change = change;
  }

  /** Holds back later changes until {@link #end}, but not for longer than {@link #LONGEST}. */
  void begin() {
    end();
    var began = new CompletableFuture<Void>();
    end = began;
    var _ = loop.schedule(() -> giveUp(began), LONGEST.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void giveUp(CompletableFuture<Void> began) {
    if (!began.isDone()) {
      log.warn(
          "The services of the new configuration are not written after {} ms; changing the"
              + " addresses nevertheless",
          LONGEST.toMillis());
      end();
    }
  }

  /** Carries out the changes that were held back; does nothing if none are. */
  void end() {
    var began = end;
    if (began == null) {
      return;
    }
    end = null;
    var instances = new LinkedHashMap<>(changed); // in the order of the configuration
    var objects = statics;
    changed.clear();
    added.clear();
    statics = null;
    if (objects != null) {
      change.accept(instances, objects);
    }
    var due = List.copyOf(releases.values());
    releases.clear();
    due.forEach(Runnable::run);
    began.complete(null);
  }

  /** Whether changes are held back. */
  boolean isHolding() {
    return end != null;
  }

  /** Changes instances and the static objects now, or at the end. */
  void follow(Map<InstanceId, InstanceConfig> next, StaticConfig nextStatics) {
    if (isHolding()) {
      changed.putAll(next);
      statics = nextStatics;
    } else {
      change.accept(next, nextStatics);
    }
  }

  /** Has an instance that a reload adds wait for its addresses. */
  void added(InstanceId instance, InstanceConfig config) {
    if (isHolding()) {
      added.put(instance, config);
    }
  }

  /**
   * Has an instance release its objects now; or at the end, if another instance is to have one of
   * them, because an address that moves must not be away in between.
   */
  void release(InstanceId instance, Holdings objects, Runnable release) {
    if (isHolding() && isToMove(instance, objects)) {
      releases.put(instance, release);
    } else {
      release.run();
    }
  }

  private boolean isToMove(InstanceId instance, Holdings objects) {
    var texts = Set.copyOf(KernelRecords.texts(objects));
    return Stream.of(changed, added)
        .flatMap(configs -> configs.entrySet().stream())
        .filter(other -> other.getKey() != instance)
        .flatMap(other -> KernelRecords.texts(other.getValue().holdings()).stream())
        .anyMatch(texts::contains);
  }

  /** Drops the release of an instance that acquires its objects again. */
  void acquires(InstanceId instance) {
    releases.remove(instance);
  }

  /** Forgets an instance that has ended. */
  void removed(InstanceId instance) {
    changed.remove(instance);
    added.remove(instance);
  }

  @Override
  public CompletableFuture<Void> beforeAddresses(InstanceId instance) {
    var began = end;
    return began != null && added.containsKey(instance)
        ? began
        : CompletableFuture.completedFuture(null);
  }

  @Override
  public Duration patience(InstanceId instance) {
    return added.containsKey(instance) ? LONGEST : Duration.ZERO;
  }
}
