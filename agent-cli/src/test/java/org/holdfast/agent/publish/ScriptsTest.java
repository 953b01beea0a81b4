package org.holdfast.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.notify.Notifier;
import org.holdfast.agent.notify.Transition;
import org.holdfast.health.Probe;
import org.holdfast.health.ScriptState;
import org.holdfast.health.Verdict;
import org.holdfast.health.run.ScriptRunner;
import org.holdfast.health.run.TrackListener;
import org.holdfast.health.script.ScriptLoop;
import org.holdfast.vrrp.NotifyCommand;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.io.TrackInlet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.ArgumentCaptor;

final class ScriptsTest {

  private static final String NOTIFYING =
      """
      vrrp:
        instances:
          VI:
            interface: lo
            virtual-router-id: 51
            addresses: [10.9.0.100/24]
            notify: {master: %s}
          VI_2: {interface: lo, virtual-router-id: 52, addresses: [10.9.0.101/24]}
        sync-groups:
          VG: {instances: [VI, VI_2], notify: {backup: /bin/sleep 2}}
      """;

  private static final String TRACKING =
      """
      vrrp:
        scripts:
          alive: {command: %s}
        instances:
          VI:
            interface: lo
            virtual-router-id: 51
            addresses: [10.9.0.100/24]
            track: {scripts: [alive]}
      """;

  private static final AgentConfig IDLE = Configs.of(Configs.PLAIN);

  private final Scripts.Opener opener = mock(Scripts.Opener.class);
  private final TrackInlet tracks = mock(TrackInlet.class);
  private final ScriptLoop loop = mock(ScriptLoop.class);
  private final Notifier notifier = mock(Notifier.class);
  private final ScriptRunner runner = mock(ScriptRunner.class);

  private Scripts scripts(AgentConfig config) {
    when(opener.loop()).thenReturn(loop);
    when(opener.notifier(any(), any())).thenReturn(notifier);
    when(opener.tracking(any(), any(), any())).thenReturn(runner);
    return new Scripts(config, opener, tracks);
  }

  private static Transition moved(Transition.Kind kind, String name) {
    return new Transition(kind, name, Transition.State.MASTER, 100);
  }

  private static List<String> master(NotifyCommands commands) {
    return commands.master() == null ? List.of() : commands.master().words();
  }

  @Test
  void withoutACommandThereIsNoThread() {
    var scripts = scripts(IDLE);
    scripts.track();
    scripts.report("VS web quorum", "lost", NotifyCommand.of(List.of("/bin/sleep")));
    scripts.report(moved(Transition.Kind.INSTANCE, "VI"));
    scripts.stopTracking();
    scripts.close();

    assertThat(scripts.loop()).isNull();
    assertThat(scripts.states()).isEmpty();
    verifyNoInteractions(opener, notifier, loop, runner);
  }

  @Test
  void aCommandThatScriptSecurityRefusesIsReportedAndNotStarted(@TempDir Path directory)
      throws IOException {
    var open = Files.createFile(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    var config = Configs.of(NOTIFYING.formatted(open));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> scripts(config))
        .isInstanceOf(Scripts.InsecureScriptException.class)
        .hasMessageStartingWith("notify command of VI: ");
    verify(opener, never()).loop();
  }

  @Test
  void anInstanceAndAGroupHaveTheirOwnCommands() {
    var scripts = scripts(Configs.of(NOTIFYING.formatted("/bin/sleep 1")));
    assertThat(scripts.loop()).isSameAs(loop);

    var instance = moved(Transition.Kind.INSTANCE, "VI");
    scripts.report(instance);
    verify(notifier).report(eq(instance), argThat(c -> master(c).contains("1")));

    var group = moved(Transition.Kind.GROUP, "VG");
    scripts.report(group);
    verify(notifier).report(eq(group), argThat(c -> c.backup() != null && c.master() == null));

    var stranger = moved(Transition.Kind.INSTANCE, "VG");
    scripts.report(stranger);
    verify(notifier).report(stranger, NotifyCommands.NONE);
  }

  @Test
  void theCommandOfAServerRunsAsScriptSecurityAllowsIt() {
    var config = Configs.of(NOTIFYING.formatted("/bin/sleep 1"));
    var scripts = scripts(config);
    var command = NotifyCommand.of(List.of("/bin/sleep", "1"));

    scripts.report("VS web a", "down", command);
    scripts.report("VS web b", "down", null);

    verify(notifier).report("VS web a", "down", Commands.of(config).argv(command));
    verifyNoMoreInteractions(notifier);
    assertThat(scripts.checked(command)).isEqualTo(Commands.of(config).argv(command)).hasSize(2);
    assertThat(scripts.checked(NotifyCommand.of(List.of("x")))).containsExactly("x");
  }

  @Test
  void theLimitOfNotifyCommandsIsThatOfTheConfiguration() {
    var limited =
        Configs.of("notifications: {command-timeout: 7s}\n" + NOTIFYING.formatted("/bin/sleep 1"));
    var scripts = scripts(limited);
    verify(opener).notifier(loop, Duration.ofSeconds(7));

    scripts.follow(Commands.of(limited), Duration.ofSeconds(9));
    verify(notifier).limit(Duration.ofSeconds(9));
    scripts.follow(Commands.of(limited), null);
    verify(notifier).limit(null);
    verify(opener, times(1)).loop();
  }

  @Test
  void theFirstCommandOfAReloadStartsTheThread() {
    var scripts = scripts(IDLE);
    scripts.follow(Commands.of(IDLE), null);
    assertThat(scripts.loop()).isNull();

    scripts.follow(
        Commands.of(Configs.of(NOTIFYING.formatted("/bin/sleep 1"))), Duration.ofSeconds(3));

    assertThat(scripts.loop()).isSameAs(loop);
    verify(opener).notifier(loop, Duration.ofSeconds(3));
  }

  @Test
  void anInstanceThatAReloadRemovesKeepsItsCommandsUntilTheNextReload() {
    var scripts = scripts(Configs.of(NOTIFYING.formatted("/bin/sleep 1")));
    var last = moved(Transition.Kind.INSTANCE, "VI");

    scripts.follow(Commands.of(Configs.of(Configs.PLAIN.replace("VI", "other"))), null);
    scripts.report(last);
    verify(notifier).report(eq(last), argThat(c -> master(c).contains("1")));

    clearInvocations(notifier);
    scripts.follow(Commands.of(Configs.of(Configs.PLAIN.replace("VI", "other"))), null);
    scripts.report(last);
    verify(notifier).report(last, NotifyCommands.NONE);
  }

  @Test
  void aTrackScriptReportsToTheInstances() {
    var scripts = scripts(Configs.of(TRACKING.formatted("/bin/sleep 1")));
    verify(opener, never()).tracking(any(), any(), any());

    scripts.track();

    var listener = ArgumentCaptor.forClass(TrackListener.class);
    verify(opener)
        .tracking(
            eq(loop),
            argThat(jobs -> jobs.size() == 1 && jobs.getFirst().config().name().equals("alive")),
            listener.capture());
    listener.getValue().verdict("alive", Verdict.WELL, "exited with status 0", 0);
    listener.getValue().verdict("alive", Verdict.NOT_WELL, "exited with status 1", 0);
    listener.getValue().failedAtFirst("alive", "not run yet", 0);
    var order = inOrder(tracks);
    order.verify(tracks).trackReported(TrackKind.SCRIPT, "alive", TrackVerdict.WELL);
    order.verify(tracks).trackReported(TrackKind.SCRIPT, "alive", TrackVerdict.FAILED);
    order.verify(tracks).trackReported(TrackKind.SCRIPT, "alive", TrackVerdict.UNDECIDED_FAILED);
  }

  @Test
  void theStatesComeFromTheRunningTrackScripts() {
    var scripts = scripts(Configs.of(TRACKING.formatted("/bin/sleep 1")));
    var states = List.of(mock(ScriptState.class));
    when(runner.snapshot()).thenReturn(states);
    assertThat(scripts.states()).isEmpty();
    scripts.track();
    assertThat(scripts.states()).isSameAs(states);
  }

  @Test
  void commandsWithoutATrackScriptTrackNothing() {
    var scripts = scripts(Configs.of(NOTIFYING.formatted("/bin/sleep 1")));
    scripts.track();
    verify(opener, never()).tracking(any(), any(), any());
  }

  @Test
  void aReloadPassesTheNewTrackScriptsToTheRunner() {
    var scripts = scripts(Configs.of(TRACKING.formatted("/bin/sleep 1")));
    scripts.track();
    var next = Commands.of(Configs.of(TRACKING.formatted("/bin/sleep 2")));

    scripts.follow(next, null);
    scripts.retrack();

    verify(runner).reload(next.jobs());
    verify(opener, times(1)).tracking(any(), any(), any());
  }

  @Test
  void aReloadStartsTheFirstTrackScripts() {
    var scripts = scripts(IDLE);
    var next = Commands.of(Configs.of(TRACKING.formatted("/bin/sleep 2")));
    scripts.follow(next, null);
    scripts.retrack();
    verify(opener).tracking(eq(loop), eq(next.jobs()), any());
  }

  @Test
  void theProgramOfACheckRunsOnTheLoopByItsAllowedWords() {
    var scripts = scripts(Configs.of(NOTIFYING.formatted("/bin/sleep 1")));
    var probe = new Probe.Script(List.of("/bin/true", "x"), null, null, false);
    doAnswer(
            call -> {
              call.<Runnable>getArgument(0).run();
              return null;
            })
        .when(loop)
        .execute(any());

    var attempt = scripts.prober().start(probe, mock(IoEventLoop.class), result -> {});

    assertThat(attempt).isNotNull();
    verify(loop).run(eq(List.of("/bin/true", "x")), any(), any());
  }

  @Test
  void aProgramOutsideTheConfigurationIsADefect() {
    var scripts = scripts(IDLE);
    var probe = new Probe.Script(List.of("/bin/true"), null, null, false);
    var prober = scripts.prober();
    var checks = mock(IoEventLoop.class);
    assertThatThrownBy(() -> prober.start(probe, checks, result -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is not of this configuration");
  }

  @Test
  void theEndStopsTrackScriptsThenNotifyCommandsThenTheThread() {
    var scripts = scripts(Configs.of(TRACKING.formatted("/bin/sleep 1")));
    scripts.track();

    scripts.close();

    var order = inOrder(runner, notifier, loop);
    order.verify(runner).close();
    order.verify(notifier).close();
    order.verify(loop).close();
  }

  @Test
  void trackScriptsStopOnce() {
    var scripts = scripts(Configs.of(TRACKING.formatted("/bin/sleep 1")));
    scripts.track();
    scripts.stopTracking();
    scripts.close();
    verify(runner, times(1)).close();
    assertThat(scripts.states()).isEmpty();
  }
}
