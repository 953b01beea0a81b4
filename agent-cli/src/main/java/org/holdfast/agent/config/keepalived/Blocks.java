package org.holdfast.agent.config.keepalived;

import java.util.Map;
import java.util.Set;

/**
 * The keywords that open a block, and the blocks in which they do. keepalived opens a block only
 * after these keywords, with or without a brace; a brace after any other word is a mistake.
 */
final class Blocks {

  private static final Set<String> TOP =
      Set.of(
          "global_defs",
          "vrrp_instance",
          "vrrp_sync_group",
          "vrrp_script",
          "track_file",
          "vrrp_track_file",
          "vrrp_track_process",
          "bfd_instance",
          "virtual_server",
          "virtual_server_group",
          "SSL",
          "static_ipaddress",
          "static_routes",
          "static_rules",
          "track_group",
          "static_track_group",
          "garp_group",
          "linkbeat_interfaces",
          "interface_up_down_delays");

  private static final Set<String> TRACKS =
      Set.of("track_interface", "track_script", "track_file", "track_process", "track_bfd");

  private static final Set<String> OF_INSTANCE =
      Set.of(
          "authentication",
          "auth_hmac",
          "virtual_ipaddress",
          "virtual_ipaddress_excluded",
          "virtual_routes",
          "virtual_rules",
          "unicast_peer");

  private static final Set<String> CHECKS =
      Set.of(
          "TCP_CHECK",
          "HTTP_GET",
          "SSL_GET",
          "SMTP_CHECK",
          "DNS_CHECK",
          "UDP_CHECK",
          "PING_CHECK",
          "MISC_CHECK",
          "FILE_CHECK",
          "BFD_CHECK");

  private static final Map<String, Set<String>> WITHIN =
      Map.of(
          "global_defs", Set.of("notification_email"),
          "track_group", Set.of("group"),
          "static_track_group", Set.of("group"),
          "garp_group", Set.of("interfaces"),
          "virtual_server", Set.of("real_server"),
          "real_server", CHECKS,
          "HTTP_GET", Set.of("url"),
          "SSL_GET", Set.of("url"),
          "SMTP_CHECK", Set.of("host"));

  private static final Set<String> OF_KEYWORDS =
      Set.of(
          "global_defs",
          "vrrp_instance",
          "vrrp_sync_group",
          "vrrp_script",
          "vrrp_track_file",
          "vrrp_track_process",
          "bfd_instance",
          "virtual_server",
          "SSL",
          "track_group",
          "static_track_group",
          "garp_group",
          "authentication",
          "auth_hmac",
          "real_server",
          "url",
          "host");

  private Blocks() {}

  /**
   * @param block the block that contains the keyword; empty at the top level
   */
  static boolean opens(String block, String keyword) {
    return switch (block) {
      case "" -> TOP.contains(keyword);
      case "vrrp_instance" -> OF_INSTANCE.contains(keyword) || TRACKS.contains(keyword);
      case "vrrp_sync_group" -> keyword.equals("group") || TRACKS.contains(keyword);
      default -> WITHIN.getOrDefault(block, Set.of()).contains(keyword);
    };
  }

  /**
   * Whether the lines of the block are values and not keywords.
   *
   * @param outer the block that contains the block; empty at the top level
   */
  static boolean hasValues(String outer, String block) {
    boolean isTrackFile = block.equals("track_file") && outer.isEmpty();
    return !isTrackFile && !OF_KEYWORDS.contains(block) && !CHECKS.contains(block);
  }
}
