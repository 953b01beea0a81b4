package org.holdfast.agent.config.keepalived;

import java.util.Set;

/**
 * The keywords whose missing parameter is fatal. keepalived corrects most mistakes, but it exits if
 * one of these keywords lacks its parameter (observed with 2.2.7 for each keyword), so the agent
 * refuses the file too.
 */
final class Parameterless {

  private static final Set<String> FATAL =
      Set.of(
          """
              advert_int auth_pass auth_type bind_if bind_port bindto connect_ip connect_port
              connect_timeout delay delay_before_retry delay_loop digest down_timer_adverts
              fall fork_delay fwmark garp_lower_prio_delay garp_lower_prio_repeat
              garp_master_delay garp_master_refresh garp_master_refresh_repeat
              garp_master_repeat hysteresis interface interval ip_family lb_algo lthreshold
              lvs_method lvs_sched max_reply_length mcast_dst_ip mcast_src_ip min_reply_length
              name nb_get_retry notify notify_backup notify_down notify_fault notify_master
              notify_master_rx_lower_pri notify_stop notify_up path persistence_engine
              persistence_granularity preempt_delay priority process protocol quorum
              quorum_down quorum_max quorum_up real_server retry rise smtp_connect_timeout
              smtp_server sorry_server state terminate_delay timeout type unicast_src_ip
              unicast_ttl user uthreshold version virtual_router_id vrrp_down_timer_adverts
              vrrp_garp_interval vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat
              vrrp_garp_master_delay vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat
              vrrp_garp_master_repeat vrrp_gna_interval vrrp_mcast_group4 vrrp_mcast_group6
              vrrp_startup_delay vrrp_version warmup
          """
              .strip()
              .split("\\s+", -1));

  private Parameterless() {}

  /**
   * Whether the statement prevents keepalived from starting.
   *
   * @param block the block that contains the statement
   */
  static boolean isFatal(String block, Statement statement) {
    if (statement.size() > 1) {
      return false;
    }
    return switch (statement.keyword()) {
      case "weight" -> !block.equals("track_file") && !block.equals("vrrp_track_process");
      case "lb_kind" -> block.equals("virtual_server");
      default -> FATAL.contains(statement.keyword());
    };
  }
}
