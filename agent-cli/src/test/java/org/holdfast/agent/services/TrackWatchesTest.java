package org.holdfast.agent.services;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import java.util.List;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.health.TrackFileConfig;
import org.holdfast.health.Verdict;
import org.holdfast.health.file.FileListener;
import org.holdfast.health.file.FileWatch;
import org.holdfast.health.process.ProcessWatch;
import org.holdfast.health.run.TrackListener;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.io.TrackInlet;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

final class TrackWatchesTest {

  private static final String FILE = "  track-files:\n    f: {path: /run/f, init-value: 3}\n";
  private static final String OTHER_FILE = FILE + "    g: {path: /run/g, init-value: 4}\n";
  private static final String PROCESS = "  track-processes:\n    p: {command: haproxy}\n";
  private static final String OTHER_PROCESS = "  track-processes:\n    p: {command: nginx}\n";

  private final TrackWatches.Opener opener = mock(TrackWatches.Opener.class);
  private final TrackInlet tracks = mock(TrackInlet.class);
  private final FileListener checks = mock(FileListener.class);
  private final FileWatch firstFiles = mock(FileWatch.class);
  private final FileWatch nextFiles = mock(FileWatch.class);
  private final ProcessWatch firstProcesses = mock(ProcessWatch.class);
  private final ProcessWatch nextProcesses = mock(ProcessWatch.class);

  private TrackWatches watches(AgentConfig config) {
    when(opener.files(any(), any())).thenReturn(firstFiles, nextFiles);
    when(opener.processes(any(), any())).thenReturn(firstProcesses, nextProcesses);
    var watches = new TrackWatches(config, opener, tracks, checks);
    verifyNoInteractions(opener);
    watches.track();
    return watches;
  }

  @Test
  void withoutFilesAndProcessesThereIsNoThread() {
    var watches = watches(Configs.of(Configs.PLAIN));
    watches.follow(Configs.of("router-id: other\n" + Configs.PLAIN));
    watches.close();
    verify(opener, never()).files(any(), any());
    verify(opener, never()).processes(any(), any());
  }

  @Test
  void theNumberOfAFileReachesInstancesAndThenChecks() {
    var config = Configs.of(Configs.PLAIN + FILE);
    var _ = watches(config);
    var listener = ArgumentCaptor.forClass(FileListener.class);
    verify(opener).files(eq(config.trackFiles()), listener.capture());

    listener.getValue().number("f", -7);

    var order = inOrder(tracks, checks);
    order.verify(tracks).trackReported(TrackKind.FILE, "f", new TrackVerdict.Value(-7));
    order.verify(checks).number("f", -7);
  }

  @Test
  void theVerdictOnAProcessReachesInstances() {
    var config = Configs.of(Configs.PLAIN + PROCESS);
    var _ = watches(config);
    var listener = ArgumentCaptor.forClass(TrackListener.class);
    verify(opener).processes(eq(config.trackProcesses()), listener.capture());

    listener.getValue().verdict("p", Verdict.WELL, "runs", 0);
    listener.getValue().verdict("p", Verdict.NOT_WELL, "is gone", 0);
    listener.getValue().verdict("p", Verdict.UNDECIDED, "not looked at yet", 0);

    var order = inOrder(tracks);
    order.verify(tracks).trackReported(TrackKind.PROCESS, "p", TrackVerdict.WELL);
    order.verify(tracks).trackReported(TrackKind.PROCESS, "p", TrackVerdict.FAILED);
    order.verify(tracks).trackReported(TrackKind.PROCESS, "p", TrackVerdict.UNDECIDED);
  }

  @Test
  void aKindThatHasNotChangedGoesOn() {
    var watches = watches(Configs.of(Configs.PLAIN + FILE + PROCESS));
    clearInvocations(opener);

    watches.follow(Configs.of("router-id: other\n" + Configs.PLAIN + FILE + PROCESS));

    verifyNoMoreInteractions(opener);
    verify(firstFiles, never()).close();
    verify(firstProcesses, never()).close();
  }

  @Test
  void theNewWatchOfFilesStartsBeforeTheOldOneEndsAndCreatesOnlyNewFiles() {
    var watches = watches(Configs.of(Configs.PLAIN + FILE + PROCESS));

    watches.follow(Configs.of(Configs.PLAIN + OTHER_FILE + PROCESS));

    var order = inOrder(opener, firstFiles);
    order
        .verify(opener)
        .files(
            eq(
                List.of(
                    new TrackFileConfig("f", "/run/f", null, false),
                    new TrackFileConfig("g", "/run/g", 4, false))),
            any());
    order.verify(firstFiles).close();
    verify(opener, times(1)).processes(any(), any());
    watches.close();
    verify(nextFiles).close();
    verify(firstFiles, times(1)).close();
  }

  @Test
  void theNewWatchOfProcessesStartsBeforeTheOldOneEnds() {
    var watches = watches(Configs.of(Configs.PLAIN + FILE + PROCESS));

    watches.follow(Configs.of(Configs.PLAIN + FILE + OTHER_PROCESS));

    var order = inOrder(opener, firstProcesses);
    order.verify(opener).processes(argThat(c -> c.getFirst().program().equals("nginx")), any());
    order.verify(firstProcesses).close();
    verify(opener, times(1)).files(any(), any());
    watches.close();
    verify(nextProcesses).close();
  }

  @Test
  void filesAndProcessesCanComeAndGoWithAReload() {
    var watches = watches(Configs.of(Configs.PLAIN));

    watches.follow(Configs.of(Configs.PLAIN + FILE + PROCESS));
    verify(opener).files(any(), any());
    verify(opener).processes(any(), any());

    watches.follow(Configs.of(Configs.PLAIN));
    verify(firstFiles).close();
    verify(firstProcesses).close();
    verify(opener, times(1)).files(any(), any());
    watches.close();
    verify(firstFiles, times(1)).close();
  }

  @Test
  void theEndOfTrackingEndsEachWatchOnce() {
    var watches = watches(Configs.of(Configs.PLAIN + FILE + PROCESS));
    watches.stopTracking();
    watches.close();
    verify(firstFiles, times(1)).close();
    verify(firstProcesses, times(1)).close();
  }
}
