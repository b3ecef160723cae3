/** What the kernel measures of a TCP connection (manual 7.3.3 `fc_rtt` and its neighbours). */
export interface TcpMeasures {
  /** Round trip time and its variation, in microseconds. */
  readonly rttUs: number;
  readonly rttVarUs: number;
  /** Segments that are not acknowledged, acknowledged selectively or forward, lost, sent again. */
  readonly unacked: number;
  readonly sacked: number;
  readonly fackets: number;
  readonly lost: number;
  readonly retrans: number;
  /** How far segments come out of order, in segments. */
  readonly reordering: number;
}
