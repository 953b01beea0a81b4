package org.holdfast.vrrp.io;

import java.util.List;
import org.holdfast.linux.Device;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;

/** An instance as {@link LinkMonitor} sees it. Methods are called on the election loop. */
interface MonitoredInstance {

  InstanceConfig config();

  /** Returns the port of its adverts; a reload that changes the packets replaces the port. */
  Port port();

  /** Returns the links that must be up for the instance to take part. */
  List<String> requiredLinks();

  /** Returns the links that change its priority. */
  List<String> weighedLinks();

  /** Returns the faults of tracks that have given no verdict yet. */
  List<FaultReason> undecidedTracks();

  /**
   * Returns how long the instance may hear nothing without becoming master on that account, less an
   * interval.
   */
  long harmlessSilenceNanos();

  void on(Event event);

  /** Handles the verdict of a track. */
  void trackReported(TrackKind kind, String trackName, TrackVerdict verdict);

  /** Sets the source address of its adverts. */
  void sourceIs(IpAddress source);

  /** Returns what handles the packets that its port receives. */
  AdvertInbox inbox();

  /** Sends and receives its adverts. */
  interface Port {

    /**
     * Opens the port, or reopens it if the link or the source has changed.
     *
     * @throws org.holdfast.linux.LinuxException if the kernel refuses
     */
    void open(Device device, IpAddress source, AdvertInbox inbox);

    boolean isOpen();

    void close();
  }
}
