package org.holdfast.vrrp.io;

import java.nio.ByteBuffer;
import java.util.List;
import org.holdfast.linux.Device;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.packet.Parsed;

/** An instance as its {@link LinkMonitor} see it. On the election loop. */
interface Tenant {

  InstanceConfig config();

  /** Where its adverts leave and arrive; another one after a reload that changes the packets. */
  Port port();

  /** The links without which it cannot take part. */
  List<String> requiredLinks();

  /** The links that move its priority. */
  List<String> weighedLinks();

  /** Faults of tracks that have not spoken yet. */
  List<FaultReason> undecidedTracks();

  void on(Event event);

  /** A track has spoken. */
  void trackHeard(TrackKind kind, String trackName, TrackVerdict verdict);

  /** Adverts come from this address from now on. */
  void sourceIs(IpAddress source);

  /** Its port has received a packet; see {@link AdvertPort.Inbox}. */
  void received(Parsed parsed, IpAddress claimedSource, ByteBuffer packet);

  /** Where its adverts leave and arrive. */
  interface Port {

    /**
     * Opens it, or opens it again when the link or the source has changed.
     *
     * @throws org.holdfast.linux.LinuxException when the kernel refuses
     */
    void open(Device device, IpAddress source, AdvertPort.Inbox inbox);

    boolean isOpen();

    void close();
  }
}
