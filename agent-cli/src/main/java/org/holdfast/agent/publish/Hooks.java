package org.holdfast.agent.publish;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.health.ScriptOutcome;
import org.holdfast.health.script.ScriptRun;
import org.holdfast.vrrp.HookCommands;
import org.holdfast.vrrp.NotifyCommand;
import org.holdfast.vrrp.io.InstanceId;
import org.holdfast.vrrp.io.Readiness;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the operator's commands before addresses are added and before an orderly release, both of
 * which wait for the command, and after addresses have been added and after they have been removed.
 * Thread-safe.
 */
public final class Hooks implements Readiness {

  private static final Logger log = LoggerFactory.getLogger(Hooks.class);

  /** Added to a command's time limit, because the thread that runs it may be busy. */
  private static final long GRACE_MILLIS = 1000;

  private final Scripts scripts;
  private final Set<InstanceId> holding = ConcurrentHashMap.newKeySet();
  private volatile Map<String, HookCommands> hooks = Map.of();

  public Hooks(AgentConfig config, Scripts scripts) {
    this.scripts = scripts;
    follow(config);
  }

  /**
   * Uses the commands of {@code config}. An instance that is not in it keeps its commands, because
   * it still has addresses to release. To be called before the instances apply {@code config},
   * which may rename them.
   */
  public void follow(AgentConfig config) {
    var all = new HashMap<>(hooks);
    config.vrrp().instances().forEach(instance -> all.put(instance.name(), instance.hooks()));
    all.values().removeIf(hooks -> hooks.all().findAny().isEmpty());
    hooks = Map.copyOf(all);
  }

  /**
   * Runs the commands that precede a handover by these instances, all at once; an instance that is
   * not master has nothing to hand over.
   *
   * @return a future that completes when all commands have ended or timed out; it never fails
   */
  public CompletableFuture<Void> beforeRelease(Collection<String> instances) {
    var names = Set.copyOf(instances);
    return CompletableFuture.allOf(
        holding.stream()
            .filter(instance -> names.contains(instance.name()))
            .map(this::beforeRelease)
            .toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> beforeRelease(InstanceId instance) {
    var awaited = of(instance).beforeRelease();
    var ended = run(instance, "before-release", awaited, "the mastership is handed over");
    return awaited == null
        ? ended
        : ended.completeOnTimeout(
            null, awaited.limit().toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletableFuture<Void> beforeAddresses(InstanceId instance) {
    holding.add(instance);
    return run(instance, "before-master", of(instance).beforeMaster(), "the addresses are taken");
  }

  @Override
  public Duration patience(InstanceId instance) {
    var awaited = of(instance).beforeMaster();
    return awaited == null ? PATIENCE : PATIENCE.plus(awaited.limit());
  }

  @Override
  public void haveAddresses(InstanceId instance) {
    report(instance, "after-master", of(instance).afterMaster());
  }

  @Override
  public void afterAddresses(InstanceId instance) {
    if (holding.remove(instance)) {
      report(instance, "after-release", of(instance).afterRelease());
    }
  }

  private HookCommands of(InstanceId instance) {
    return hooks.getOrDefault(instance.name(), HookCommands.NONE);
  }

  /**
   * Runs a command if one is configured.
   *
   * @return a future that completes when the command has ended, or at once if there is none; it
   *     never fails
   */
  private CompletableFuture<Void> run(
      InstanceId instance,
      String name,
      HookCommands.@Nullable Awaited awaited,
      String consequence) {
    var ended = new CompletableFuture<Void>();
    if (awaited == null) {
      ended.complete(null);
      return ended;
    }
    var loop = scripts.loop();
    if (loop == null) {
      throw new IllegalStateException(name + " is of no configuration known here");
    }
    var run = new Run(instance, name, consequence, () -> ended.complete(null));
    loop.execute(() -> {
      var _ = loop.run(scripts.checked(awaited.command()), awaited.limit(), run);
    });
    return ended;
  }

  private void report(InstanceId instance, String name, @Nullable NotifyCommand command) {
    scripts.report("hook of " + instance, name, command);
  }

  /**
   * A command that callers wait for; a timeout counts as its end.
   *
   * @param consequence the action that follows even if the command fails, in words
   */
  private record Run(InstanceId instance, String name, String consequence, Runnable done)
      implements ScriptRun.Listener {

    @Override
    public void outcome(ScriptOutcome outcome, String output) {
      if (!outcome.succeeded()) {
        log.warn(
            "({}) {} failed ({}); {} anyway{}",
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
