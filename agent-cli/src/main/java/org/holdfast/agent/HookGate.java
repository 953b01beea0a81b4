package org.holdfast.agent;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.notify.HooksConfig;
import org.holdfast.health.Outcome;
import org.holdfast.health.script.ScriptLoop;
import org.holdfast.health.script.ScriptRun;
import org.holdfast.vrrp.io.AddressGate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the operator's commands before addresses are taken and after they are gone, beside what the
 * next gate does: addresses wait for both. On the kernel loop.
 */
final class HookGate implements AddressGate {

  private static final Logger log = LoggerFactory.getLogger(HookGate.class);

  private final AddressGate next;
  private final Scripts scripts;
  private final ScriptLoop loop;
  private final Map<String, HooksConfig> hooks = new HashMap<>();
  private final Set<String> holding = new HashSet<>();

  private HookGate(AddressGate next, List<HooksConfig> all, Scripts scripts, ScriptLoop loop) {
    this.next = next;
    this.scripts = scripts;
    this.loop = loop;
    all.forEach(each -> hooks.put(each.instance(), each));
  }

  /** The gate before {@code next}; that alone when no command is configured. */
  static AddressGate before(AddressGate next, AgentConfig config, Scripts scripts) {
    var all = config.notifications().hooks();
    var loop = scripts.loop();
    return all.isEmpty() || loop == null ? next : new HookGate(next, all, scripts, loop);
  }

  @Override
  public void beforeAddresses(String instance, Runnable ready) {
    holding.add(instance);
    var hook = hooks.get(instance);
    var command = hook == null ? null : hook.beforeMaster();
    if (hook == null || command == null) {
      next.beforeAddresses(instance, ready);
      return;
    }
    var awaited = new AtomicInteger(2);
    Runnable done =
        () -> {
          if (awaited.decrementAndGet() == 0) {
            ready.run();
          }
        };
    loop.execute(() -> {
      var _ = loop.run(scripts.checked(command), hook.limit(), new Hook(instance, done));
    });
    next.beforeAddresses(instance, done);
  }

  @Override
  public long patienceMillis(String instance) {
    var hook = hooks.get(instance);
    long own = hook == null || hook.beforeMaster() == null ? 0 : hook.limit().toMillis();
    return next.patienceMillis(instance) + own;
  }

  @Override
  public void afterAddresses(String instance) {
    next.afterAddresses(instance);
    var hook = hooks.get(instance);
    if (holding.remove(instance) && hook != null) {
      scripts.tell("hook of " + instance, "after-release", hook.afterRelease());
    }
  }

  @Override
  public void renamed(Map<String, String> names) {
    next.renamed(names);
    var held = List.copyOf(holding);
    holding.clear();
    held.forEach(name -> holding.add(names.getOrDefault(name, name)));
    var before = Map.copyOf(hooks);
    hooks.clear();
    before.forEach((name, hook) -> hooks.put(names.getOrDefault(name, name), hook));
  }

  /** A run that addresses wait for: the end of its time counts as its end. */
  private record Hook(String instance, Runnable done) implements ScriptRun.Listener {

    @Override
    public void told(Outcome outcome, String output) {
      if (!outcome.succeeded()) {
        log.warn(
            "({}) before-master failed ({}); the addresses are taken all the same{}",
            instance,
            outcome.words(),
            output.isEmpty() ? "" : ", wrote: " + output);
      }
      done.run();
    }

    @Override
    public void ended() {}
  }
}
