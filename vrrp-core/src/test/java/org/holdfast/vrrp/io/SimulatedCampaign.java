package org.holdfast.vrrp.io;

import java.util.List;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.AnnouncementTiming;
import org.holdfast.vrrp.ElectionTerms.Handover;

/**
 * The real {@link Campaign} of an instance with one address, on the simulation's clock: requests
 * reach the kernel loop late, as in the agent.
 */
public final class SimulatedCampaign {

  private static final List<Campaign.AnnouncedAddress> PLACES =
      List.of(new Campaign.AnnouncedAddress(IpAddress.of("203.0.113.10"), "eth0"));

  private final Kernel kernel;
  private final Mastership mastership = new Mastership();
  private final Campaign campaign;

  /** A kernel loop, and the wire. */
  public interface Kernel {

    /** The node's clock. */
    long nanos();

    /** Runs the task after those that were queued before it. */
    void execute(Runnable task);

    /** Runs the task on the loop after this delay. */
    void after(long nanos, Runnable task);

    /** Sends one announcement. */
    void announce();
  }

  public SimulatedCampaign(AnnouncementTiming timing, Handover handover, Kernel kernel) {
    this.kernel = kernel;
    campaign = new Campaign(timing, handover, new Outlet(), mastership);
  }

  /** The node is master from now on. */
  public void begin() {
    mastership.begin();
    kernel.execute(() -> campaign.start(PLACES));
  }

  /** The node is no longer master. */
  public void end() {
    mastership.end();
    kernel.execute(campaign::stop);
  }

  /** Another router may have announced the address. */
  public void again() {
    if (mastership.requestAnnouncement()) {
      kernel.execute(() -> {
        mastership.announcementStarts();
        campaign.again();
      });
    }
  }

  /** The address has become usable. Called on the kernel loop. */
  public void once() {
    campaign.once(PLACES);
  }

  private final class Outlet implements Campaign.Outlet {
    @Override
    public long nanos() {
      return kernel.nanos();
    }

    @Override
    public void after(long nanos, Runnable what) {
      kernel.after(nanos, what);
    }

    @Override
    public boolean send(Campaign.AnnouncedAddress place) {
      kernel.announce();
      return true;
    }

    @Override
    public boolean isDelivered(Campaign.AnnouncedAddress place) {
      return true;
    }

    @Override
    public long book(Campaign.AnnouncedAddress place, AnnouncementTiming timing) {
      return kernel.nanos(); // nothing is paced here
    }

    @Override
    public void unbook(Campaign.AnnouncedAddress place) {}
  }
}
