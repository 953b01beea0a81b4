package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.AgentConfig;
import org.junit.jupiter.api.Test;

final class NotedServicesTest {

  private static final AgentConfig WEB = serving("web: {address: 10.0.0.1:80}");
  private static final AgentConfig MAIL = serving("mail: {address: 10.0.0.1:25}");
  private static final AgentConfig DNS = serving("dns: {address: 10.0.0.1:53}");
  private static final String OF_WEB = "ipvs TCP 10.0.0.1:80";
  private static final String OF_MAIL = "ipvs TCP 10.0.0.1:25";
  private static final String OF_DNS = "ipvs TCP 10.0.0.1:53";

  private final List<List<String>> recorded = new ArrayList<>();
  private final Queue<CompletableFuture<Void>> tableWrites = new ArrayDeque<>();
  private CompletableFuture<Void> file = CompletableFuture.completedFuture(null);

  private static AgentConfig serving(String server) {
    return Configs.of("virtual-servers:\n  " + server.replace("}", ", real-servers: [10.1.0.1]}"));
  }

  private NotedServices after(AgentConfig earlier) {
    return new NotedServices(
        ReleaseNotes.of(earlier),
        lines -> {
          recorded.add(lines);
          return file;
        },
        () -> {
          var write = new CompletableFuture<Void>();
          tableWrites.add(write);
          return write;
        });
  }

  @Test
  void newServicesAreNotedBeforeTheyAreWrittenAndOldOnesUntilTheyAreRemoved() {
    var noted = after(WEB);

    noted.before(MAIL);
    assertThat(recorded).containsExactly(List.of(OF_MAIL, OF_WEB));
    noted.after(MAIL);
    assertThat(recorded).hasSize(1);
    tableWrites.remove().complete(null);
    assertThat(recorded.getLast()).containsExactly(OF_MAIL);
  }

  @Test
  void aReloadThatFailedHalfWayLeavesTheServicesOfBothConfigurationsNoted() {
    var noted = after(WEB);

    noted.before(MAIL);
    noted.before(DNS);

    assertThat(recorded.getLast()).containsExactly(OF_DNS, OF_MAIL, OF_WEB);
  }

  @Test
  void aTableThatIsWrittenWhenTheNextReloadHasBegunRemovesNoNotes() {
    var noted = after(WEB);
    noted.before(MAIL);
    noted.after(MAIL);
    noted.before(DNS);
    tableWrites.remove().complete(null);

    assertThat(recorded.getLast()).containsExactly(OF_DNS, OF_MAIL, OF_WEB);
    noted.after(DNS);
    tableWrites.remove().complete(null);
    assertThat(recorded.getLast()).containsExactly(OF_DNS);
  }

  @Test
  void theTableWaitsUntilTheNotesAreInTheFile() {
    file = new CompletableFuture<>();
    var noted = after(WEB);

    var applied = CompletableFuture.runAsync(() -> noted.before(MAIL));

    Awaitility.await().until(() -> file.getNumberOfDependents() > 0);
    assertThat(applied).isNotDone();
    file.complete(null);
    applied.join();
  }
}
