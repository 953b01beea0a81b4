package org.holdfast.agent.publish;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.notify.HooksConfig;
import org.holdfast.health.ScriptOutcome;
import org.holdfast.health.script.ScriptRun;
import org.holdfast.vrrp.NotifyCommand;
import org.holdfast.vrrp.io.AddressGate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the operator's commands before addresses are added and before an orderly release, both of
 * which wait for the command; and after addresses are up and after they are gone. Any thread.
 */
public final class Hooks {

  private static final Logger log = LoggerFactory.getLogger(Hooks.class);

  /** Added to a command's own limit, as its thread may be busy. */
  private static final long GRACE_MILLIS = 1000;

  private final Scripts scripts;
  private final Set<String> holding = ConcurrentHashMap.newKeySet();
  private volatile Map<String, HooksConfig> hooks = Map.of();

  public Hooks(AgentConfig config, Scripts scripts) {
    this.scripts = scripts;
    follow(config);
  }

  /**
   * Runs the commands of {@code config}. An instance that is not in it keeps its commands: it has
   * addresses to release. To be called before the instances themselves follow, as their names may
   * change with it.
   */
  public void follow(AgentConfig config) {
    var all = new HashMap<>(hooks);
    config.vrrp().instances().forEach(instance -> all.remove(instance.name()));
    config.notifications().hooks().forEach(each -> all.put(each.instance(), each));
    hooks = Map.copyOf(all);
  }

  /** Returns a gate that runs these commands beside {@code next}: addresses wait for both. */
  public AddressGate beside(AddressGate next) {
    return new Gate(next);
  }

  /**
   * Runs the commands that are to run before these instances hand their mastership over, all at
   * once; an instance that is not master has nothing to hand over.
   *
   * @return completed when all commands have ended or their time is up; never with a failure
   */
  public CompletableFuture<Void> beforeRelease(Collection<String> instances) {
    return CompletableFuture.allOf(
        instances.stream()
            .filter(holding::contains)
            .map(this::beforeRelease)
            .toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> beforeRelease(String instance) {
    var hook = hooks.get(instance);
    var awaited = hook == null ? null : hook.beforeRelease();
    var ended = new CompletableFuture<Void>();
    if (awaited == null) {
      ended.complete(null);
      return ended;
    }
    Runnable done = () -> ended.complete(null);
    run(new Run(instance, "before-release", "the mastership is handed over", done), awaited);
    long patience = awaited.limit().toMillis() + GRACE_MILLIS;
    return ended.completeOnTimeout(null, patience, TimeUnit.MILLISECONDS);
  }

  private void run(Run run, HooksConfig.Awaited awaited) {
    var loop = scripts.loop();
    if (loop == null) {
      throw new IllegalStateException(run.name() + " is of no configuration known here");
    }
    loop.execute(() -> {
      var _ = loop.run(scripts.checked(awaited.command()), awaited.limit(), run);
    });
  }

  private void tell(String instance, String name, @Nullable NotifyCommand command) {
    scripts.tell("hook of " + instance, name, command);
  }

  /** On the kernel loop. */
  private final class Gate implements AddressGate {
    private final AddressGate next;

    private Gate(AddressGate next) {
      this.next = next;
    }

    @Override
    public void beforeAddresses(String instance, Runnable ready) {
      holding.add(instance);
      var hook = hooks.get(instance);
      var awaited = hook == null ? null : hook.beforeMaster();
      if (awaited == null) {
        next.beforeAddresses(instance, ready);
        return;
      }
      var missing = new AtomicInteger(2);
      Runnable done =
          () -> {
            if (missing.decrementAndGet() == 0) {
              ready.run();
            }
          };
      run(new Run(instance, "before-master", "the addresses are taken", done), awaited);
      next.beforeAddresses(instance, done);
    }

    @Override
    public long patienceMillis(String instance) {
      var hook = hooks.get(instance);
      var awaited = hook == null ? null : hook.beforeMaster();
      return next.patienceMillis(instance) + (awaited == null ? 0 : awaited.limit().toMillis());
    }

    @Override
    public void haveAddresses(String instance) {
      next.haveAddresses(instance);
      var hook = hooks.get(instance);
      tell(instance, "after-master", hook == null ? null : hook.afterMaster());
    }

    @Override
    public void afterAddresses(String instance) {
      next.afterAddresses(instance);
      var hook = hooks.get(instance);
      if (holding.remove(instance)) {
        tell(instance, "after-release", hook == null ? null : hook.afterRelease());
      }
    }

    @Override
    public void renamed(Map<String, String> names) {
      next.renamed(names);
      var held = List.copyOf(holding);
      holding.clear();
      held.forEach(name -> holding.add(names.getOrDefault(name, name)));
    }
  }

  /**
   * A command that is waited for: the end of its time counts as its end.
   *
   * @param consequence what happens all the same when the command fails
   */
  private record Run(String instance, String name, String consequence, Runnable done)
      implements ScriptRun.Listener {

    @Override
    public void told(ScriptOutcome outcome, String output) {
      if (!outcome.succeeded()) {
        log.warn(
            "({}) {} failed ({}); {} all the same{}",
            instance,
            name,
            outcome.words(),
            consequence,
            output.isEmpty() ? "" : ", wrote: " + output);
      }
      done.run();
    }

    @Override
    public void ended() {}
  }
}
