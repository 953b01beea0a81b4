package org.holdfast.it.vrrp;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Tools;
import org.holdfast.it.lab.UserModeLinux;
import org.holdfast.it.lab.Waits;
import org.holdfast.net.IpAddress;

/**
 * Two agents with any configuration in the standard lab, and the conditions that they must meet.
 */
public final class AgentPair implements AutoCloseable {
  /** Longer inside User-Mode Linux, where a look takes longer than 20 ms. */
  private static final Duration POLL = Duration.ofMillis(UserModeLinux.isHere() ? 300 : 20);

  private final PairLab lab;
  private final LabAgent a;
  private final LabAgent b;

  private AgentPair(PairLab lab) {
    this.lab = lab;
    a = new LabAgent(lab.a());
    b = new LabAgent(lab.b());
  }

  /** Creates both agents without starting them. */
  public static AgentPair open() {
    Needs.tools(Tools.HOLDFAST, Tools.TSHARK);
    return new AgentPair(PairLab.open());
  }

  /**
   * Returns one instance {@code VI_1} on eth0: version 3, VRID 51, an advert every 100 ms, the
   * lab's VIP.
   *
   * @param more further keys of the instance, indented as they appear in the file
   */
  public static String configuration(int priority, String more) {
    return """
    vrrp:
      instances:
        VI_1:
          interface: eth0
          virtual-router-id: 51
          version: 3
          priority: %d
          advertisement-interval: 100ms
          addresses: [%s]
    """
            .formatted(priority, PairLab.VIP)
        + more.indent(6);
  }

  public PairLab lab() {
    return lab;
  }

  public LabAgent a() {
    return a;
  }

  public LabAgent b() {
    return b;
  }

  /**
   * Starts both agents with {@link #configuration}, a with the higher priority, and waits until a
   * is master.
   */
  public void start(String moreOfA, String moreOfB) {
    a.start(configuration(150, moreOfA));
    b.start(configuration(100, moreOfB));
    awaitMaster(a, "VI_1");
  }

  /**
   * Waits until one agent reports that it is master of an instance, and the other that it is
   * backup.
   */
  public void awaitMaster(LabAgent master, String instance) {
    LabAgent other = master.equals(a) ? b : a;
    await(
        master + " master of " + instance + ", the other backup",
        () -> master.state(instance).equals("MASTER") && other.state(instance).equals("BACKUP"));
  }

  /** Waits until this node alone has the lab's VIP. */
  public void awaitHolder(Node holder) {
    Node other = holder.equals(lab.a()) ? lab.b() : lab.a();
    var vip = IpAddress.of(PairLab.VIP.substring(0, PairLab.VIP.indexOf('/')));
    await(holder + " alone holds the VIP", () -> holder.holds(vip) && !other.holds(vip));
  }

  /** Waits until a condition holds. */
  public void await(String fact, BooleanSupplier condition) {
    new Waits(POLL, this::logs).await(fact, condition);
  }

  /** Asserts that a condition holds for this long. */
  public void holdsFor(Duration time, String fact, BooleanSupplier condition) {
    new Waits(POLL, this::logs).holdsFor(time, fact, condition);
  }

  /** Lets time pass in which nothing is expected to happen. */
  public static void pass(Duration time) {
    Awaitility.await().pollDelay(time).atMost(time.plus(Lab.PATIENCE)).until(() -> true);
  }

  /** Returns the logs of both agents, for the analysis of a failure. */
  public String logs() {
    return Stream.of(a, b)
        .map(agent -> agent + ":\n  " + String.join("\n  ", agent.log()))
        .collect(Collectors.joining("\n", "\n", ""));
  }

  @Override
  public void close() {
    lab.close();
  }
}
