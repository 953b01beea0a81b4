package org.holdfast.agent.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.health.PoolChange;
import org.holdfast.health.PoolChange.ServerUp;
import org.holdfast.health.PoolView;
import org.junit.jupiter.api.Test;

class ServerStartsTest {

  private static final ServerUp A = new ServerUp("a");
  private static final ServerUp B = new ServerUp("b");
  private static final ServerUp C = new ServerUp("c");

  private final ServerStarts starts = new ServerStarts();

  private List<ServerUp> servers(PoolView view, List<PoolChange> changes) {
    return starts.in(view, changes);
  }

  /** A view of servers by name, of which those with a star are down. */
  private static PoolView view(String... servers) {
    return new PoolView(
        "web",
        true,
        1,
        0,
        Stream.of(servers)
            .map(name ->
                new PoolView.Server(
                    name.replace("*", ""), !name.endsWith("*"), 0, new PoolView.Place(true, 1), ""))
            .toList(),
        null,
        0);
  }

  @Test
  void aServerThatIsUpInTheFirstViewStartsUp() {
    assertThat(servers(view("a", "b*"), List.of())).containsExactly(A);
    assertThat(servers(view("a", "b*"), List.of())).as("the same view again").isEmpty();
    assertThat(servers(view("a", "b"), List.of(B))).as("it came up by a check").isEmpty();
  }

  @Test
  void aServerThatComesUpInTheFirstViewIsReportedByItsChange() {
    assertThat(servers(view("a", "b"), List.of(A))).containsExactly(B);
  }

  @Test
  void aReloadStartsTheServersThatItAdds() {
    assertThat(servers(view("a"), List.of())).containsExactly(A);
    starts.retain(Set.of("web"));
    assertThat(servers(view("a", "c"), List.of())).containsExactly(C);
    starts.retain(Set.of());
    assertThat(servers(view("a", "c"), List.of())).containsExactly(A, C);
  }
}
