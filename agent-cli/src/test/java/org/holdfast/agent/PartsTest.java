package org.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.control.ControlServer;
import org.holdfast.agent.orders.OrderService;
import org.holdfast.agent.publish.Commands;
import org.holdfast.agent.publish.Hooks;
import org.holdfast.agent.publish.NewsAfterAddresses;
import org.holdfast.agent.publish.Notifications;
import org.holdfast.agent.publish.Scripts;
import org.holdfast.agent.publish.Webhooks;
import org.holdfast.agent.services.Bfd;
import org.holdfast.agent.services.LoadBalancer;
import org.holdfast.agent.services.PoolWiring;
import org.holdfast.agent.services.SetTerms;
import org.holdfast.agent.services.TrackWatches;
import org.holdfast.agent.snmp.SnmpEvents;
import org.holdfast.health.run.EarlierLife;
import org.holdfast.ipvs.run.MarkRecord;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.io.VrrpService;
import org.junit.jupiter.api.Test;

/** Tests the order in which the parts start, follow a configuration, and end. */
final class PartsTest {

  private static final AgentConfig CONFIG =
      Configs.of(Configs.PLAIN + "notifications: {command-timeout: 7s}\n");

  private final Scripts scripts = mock(Scripts.class);
  private final Notifications notices = mock(Notifications.class);
  private final NewsAfterAddresses masters = mock(NewsAfterAddresses.class);
  private final Webhooks webhooks = mock(Webhooks.class);
  private final Hooks hooks = mock(Hooks.class);
  private final LoadBalancer balancer = mock(LoadBalancer.class);
  private final VrrpService vrrp = mock(VrrpService.class);
  private final PoolWiring health = mock(PoolWiring.class);
  private final Bfd bfd = mock(Bfd.class);
  private final TrackWatches watches = mock(TrackWatches.class);
  private final OrderService orders = mock(OrderService.class);
  private final ControlServer control = mock(ControlServer.class);
  private final Object[] all = {
    control, scripts, notices, masters, webhooks, hooks, balancer, vrrp, health, bfd, watches,
    orders
  };
  private final Parts parts =
      new Parts(
          scripts,
          notices,
          masters,
          webhooks,
          hooks,
          balancer,
          vrrp,
          health,
          bfd,
          watches,
          orders,
          new SnmpEvents(null, NanoClock.system()),
          new SetTerms(CONFIG.vrrp(), vrrp::reload));
  private final Reloader.Next next = new Reloader.Next(CONFIG, Commands.of(CONFIG));

  private void follow() {
    parts.inOrder(control).forEach(part -> part.follow(next));
  }

  @Test
  void thePartsFollowInTheOrderThatTheyNeed() {
    follow();

    var order = inOrder(all);
    order.verify(control).share(CONFIG.control());
    order.verify(scripts).follow(next.commands(), Duration.ofSeconds(7));
    order.verify(notices).follow(CONFIG);
    order.verify(masters).follow(CONFIG);
    order.verify(webhooks).follow(CONFIG);
    order.verify(hooks).follow(CONFIG);
    order.verify(balancer).reloads(CONFIG);
    order.verify(vrrp).holdChanges();
    order.verify(vrrp).reload(CONFIG.vrrp());
    order.verify(scripts).retrack();
    order.verify(balancer).follow(CONFIG);
    order.verify(health).follow(CONFIG);
    order.verify(balancer).awaitServices();
    order.verify(vrrp).changeHeld();
    order.verify(balancer).addressesFollowed();
    order.verify(bfd).follow(CONFIG);
    order.verify(watches).follow(CONFIG);
    order.verify(orders).follow(CONFIG);
    order.verify(notices).reloaded();
    verifyNoMoreInteractions(all);
  }

  @Test
  void aPartThatFailsKeepsNoAddressBack() {
    doThrow(new IllegalStateException("bug")).when(health).follow(any());

    assertThatThrownBy(this::follow).hasMessage("bug");

    var order = inOrder(all);
    order.verify(vrrp).holdChanges();
    order.verify(vrrp).changeHeld();
    order.verify(balancer).addressesFollowed();
    verifyNoInteractions(bfd);
  }

  @Test
  void theTableOfAnEarlierLifeIsReadBeforeThePoolsBegin() {
    when(orders.interventions()).thenReturn(Map.of());
    when(balancer.served()).thenReturn(Map.of("web", Map.of("a", true)));

    parts.begin(List.of(), MarkRecord.NONE);

    var order = inOrder(all);
    order.verify(scripts).track();
    order.verify(balancer).begin(List.of(), MarkRecord.NONE);
    order.verify(orders).interventions();
    order.verify(balancer).served();
    order.verify(health).begin(new EarlierLife(Map.of(), Map.of("web", Map.of("a", true))));
    order.verify(orders).begin();
    order.verify(watches).track();
    verifyNoMoreInteractions(all);
  }

  @Test
  void mastersHandOverOnceNoTrackTurnsAndBeforeTheChecksEnd() throws InterruptedException {
    when(hooks.beforeRelease(any())).thenReturn(CompletableFuture.completedFuture(null));

    parts.end(() -> CONFIG);

    var order = inOrder(all);
    order.verify(scripts).stopTracking();
    order.verify(watches).stopTracking();
    order.verify(hooks).beforeRelease(List.of("VI"));
    order.verify(vrrp).stop();
    order.verify(health).end();
    verifyNoMoreInteractions(all);
  }
}
