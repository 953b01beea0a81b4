package org.holdfast.agent.services;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VrrpConfig;
import org.jspecify.annotations.Nullable;

/**
 * The priorities and preemptions that SNMP has set over those of the file. A change holds until the
 * agent ends, or a reload gives the instance another value for what was set. Thread-safe.
 */
public final class SetTerms {

  private final Consumer<VrrpConfig> reload;
  private final Map<String, Given> sets = new HashMap<>();
  private VrrpConfig file;

  /**
   * What is set for an instance.
   *
   * @param filePriority the file's priority at that time; likewise {@code filePreempt}
   * @param priority null for the file's; likewise {@code preempt}
   */
  private record Given(
      int filePriority,
      boolean filePreempt,
      @Nullable Integer priority,
      @Nullable Boolean preempt) {

    static Given of(ElectionTerms terms) {
      return new Given(terms.priority(), terms.preempt(), null, null);
    }

    /** Returns what still holds over these terms of the file. */
    Given over(ElectionTerms terms) {
      return new Given(
          terms.priority(),
          terms.preempt(),
          terms.priority() == filePriority ? priority : null,
          terms.preempt() == filePreempt ? preempt : null);
    }

    ElectionTerms applied(ElectionTerms terms) {
      return new ElectionTerms(
          terms.version(),
          priority == null ? terms.priority() : priority,
          terms.advertisementInterval(),
          preempt == null ? terms.preempt() : preempt,
          terms.preemptDelay(),
          terms.downTimerAdverts(),
          terms.adverts(),
          terms.handover());
    }
  }

  /**
   * @param file the running configuration
   * @param reload applies a configuration to the running instances
   */
  public SetTerms(VrrpConfig file, Consumer<VrrpConfig> reload) {
    this.file = file;
    this.reload = reload;
  }

  /** Applies a new configuration, with what is set over it. */
  public synchronized void follow(VrrpConfig next) {
    file = next;
    var terms = new HashMap<String, ElectionTerms>();
    next.instances().forEach(instance -> terms.put(instance.name(), instance.election()));
    sets.keySet().retainAll(terms.keySet());
    sets.replaceAll((name, set) -> set.over(Objects.requireNonNull(terms.get(name))));
    reload.accept(applied());
  }

  /**
   * Sets the base priority of an instance.
   *
   * @return false if there is no such instance
   */
  public synchronized boolean setPriority(String instance, int priority) {
    return set(
        instance, set -> new Given(set.filePriority(), set.filePreempt(), priority, set.preempt()));
  }

  /**
   * Sets whether an instance preempts.
   *
   * @return false if there is no such instance
   */
  public synchronized boolean setPreempt(String instance, boolean preempt) {
    return set(
        instance, set -> new Given(set.filePriority(), set.filePreempt(), set.priority(), preempt));
  }

  private boolean set(String name, UnaryOperator<Given> change) {
    for (var instance : file.instances()) {
      if (instance.name().equals(name)) {
        sets.put(name, change.apply(sets.getOrDefault(name, Given.of(instance.election()))));
        reload.accept(applied());
        return true;
      }
    }
    return false;
  }

  /** Returns whether instances preempt for which that is set. */
  public synchronized Map<String, Boolean> preempts() {
    var preempts = new HashMap<String, Boolean>();
    sets.forEach((name, set) -> {
      var preempt = set.preempt();
      if (preempt != null) {
        preempts.put(name, preempt);
      }
    });
    return preempts;
  }

  private VrrpConfig applied() {
    if (sets.isEmpty()) {
      return file;
    }
    var instances = new ArrayList<InstanceConfig>();
    for (var instance : file.instances()) {
      var set = sets.get(instance.name());
      instances.add(set == null ? instance : with(instance, set.applied(instance.election())));
    }
    return new VrrpConfig(
        instances,
        file.syncGroups(),
        file.scripts(),
        file.startupDelay(),
        file.realTimePriority(),
        file.lockMemory(),
        file.firewall(),
        file.links(),
        file.delayAfterBoot(),
        file.statics());
  }

  private static InstanceConfig with(InstanceConfig instance, ElectionTerms terms) {
    return new InstanceConfig(
        instance.name(),
        instance.interfaceName(),
        instance.virtualRouterId(),
        instance.family(),
        instance.protocol(),
        instance.transport(),
        terms,
        instance.holdings(),
        instance.tracks(),
        instance.announcements(),
        instance.notifications(),
        instance.hooks(),
        instance.fastFailover(),
        instance.addressProbe());
  }
}
