package org.holdfast.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceId;
import org.holdfast.vrrp.io.VrrpNews;
import org.junit.jupiter.api.Test;

class NewsAfterAddressesTest {

  private static final AgentConfig CONFIG =
      Configs.of(
          """
          vrrp:
            instances:
              A: {interface: lo, virtual-router-id: 1, addresses: [10.9.0.1/24]}
              B: {interface: lo, virtual-router-id: 2, addresses: [10.9.0.2/24]}
            sync-groups:
              G: {instances: [A, B]}
          """);

  private final InstanceId a = new InstanceId("A");
  private final InstanceId b = new InstanceId("B");
  private final List<String> heard = new ArrayList<>();
  private final NewsAfterAddresses news = new NewsAfterAddresses(CONFIG, this::hear);

  private void hear(VrrpNews one) {
    heard.add(
        switch (one) {
          case VrrpNews.Moved moved -> moved.instance() + " " + moved.state();
          case VrrpNews.GroupMoved(String group, VrrpState state) -> group + " " + state;
          case VrrpNews.PriorityChanged changed ->
              changed.instance() + " priority " + changed.priority();
          default -> one.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        });
  }

  private void moves(InstanceId instance, VrrpState state) {
    news.accept(new VrrpNews.Moved(instance, VrrpState.BACKUP, state, 100, new Reason.Started()));
  }

  @Test
  void aMasterIsReportedOnceItsAddressesAreThere() {
    moves(a, VrrpState.BACKUP);
    moves(a, VrrpState.MASTER);
    assertThat(heard).containsExactly("A BACKUP");
    news.haveAddresses(a);
    assertThat(heard).containsExactly("A BACKUP", "A MASTER");
    news.haveAddresses(a);
    assertThat(heard).hasSize(2);
  }

  @Test
  void addressesThatAreThereBeforeTheNewsDoNotHoldItBack() {
    news.haveAddresses(a);
    moves(a, VrrpState.MASTER);
    assertThat(heard).containsExactly("A MASTER");
    moves(a, VrrpState.BACKUP);
    news.afterAddresses(a);
    moves(a, VrrpState.MASTER);
    assertThat(heard).containsExactly("A MASTER", "A BACKUP");
  }

  @Test
  void aMasterThatMovesOnIsReportedFirst() {
    moves(a, VrrpState.MASTER);
    news.accept(new VrrpNews.PriorityChanged(a, VrrpState.MASTER, 7));
    moves(b, VrrpState.FAULT);
    moves(a, VrrpState.BACKUP);
    assertThat(heard).containsExactly("B FAULT", "A MASTER", "A priority 7", "A BACKUP");
  }

  @Test
  void aGroupIsReportedAfterItsMembers() {
    moves(a, VrrpState.MASTER);
    moves(b, VrrpState.MASTER);
    news.accept(new VrrpNews.GroupMoved("G", VrrpState.MASTER));
    news.haveAddresses(a);
    assertThat(heard).containsExactly("A MASTER");
    news.haveAddresses(b);
    assertThat(heard).containsExactly("A MASTER", "B MASTER", "G MASTER");
  }

  @Test
  void tooMuchNewsDoesNotWait() {
    moves(a, VrrpState.MASTER);
    for (int i = 0; i < 16; i++) {
      news.accept(new VrrpNews.PriorityChanged(a, VrrpState.MASTER, i));
    }
    assertThat(heard).hasSize(17).startsWith("A MASTER", "A priority 0");
  }
}
