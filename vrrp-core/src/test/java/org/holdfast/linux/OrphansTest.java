package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphansTest {

  private static final int PR_SET_CHILD_SUBREAPER = 36;

  @TempDir private Path directory;

  @BeforeEach
  void takeOrphansIn() {
    SpawnLibC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  }

  @AfterEach
  void takeNoneIn() {
    SpawnLibC.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
  }

  private ChildProcess shell(String line) {
    return ChildProcess.spawn(List.of("/bin/sh", "-c", line));
  }

  @Test
  void detectsWhetherThisProcessInheritsOrphans() {
    assertThat(Orphans.comeHere()).isTrue();
    takeNoneIn();
    assertThat(Orphans.comeHere()).isFalse();
  }

  @Test
  void reapsOrphansOfAScriptButNotTheScript() throws IOException {
    var pid = directory.resolve("pid");
    try (var script = shell("sleep 0.01 & echo $! >" + pid + "; exit 3")) {
      await().until(() -> Files.exists(pid) && Files.size(pid) > 0);
      var orphan = Path.of("/proc", Files.readString(pid).strip());
      var orphans = new Orphans();
      var reaped = new AtomicInteger();
      await()
          .pollInterval(Duration.ofMillis(20))
          .until(() -> reaped.addAndGet(orphans.reap()) > 0 && Files.notExists(orphan));
      assertThat(reaped).hasValue(1);
      await()
          .until(
              () -> Files.readString(Path.of("/proc/" + script.pid() + "/stat")).contains(") Z "));
      orphans.reap();
      orphans.reap();
      assertThat(script.reap()).contains(new ChildProcess.Exit.Exited(3));
    }
  }
}
