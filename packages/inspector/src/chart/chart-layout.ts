import type { ChartLayout } from './placed-chart.ts'

/** Positions of the boxes and lines of the chart. Written by `pnpm states`. */
export const chartLayout: ChartLayout = {
  width: 1232,
  height: 2038,
  boxes: [
    { id: 'connection', x: 8, y: 8, width: 1216, height: 2022 },
    { id: 'connection#initial', x: 714, y: 71, width: 14, height: 14 },
    { id: 'preparing', x: 449, y: 111, width: 467, height: 346 },
    { id: 'preparing#initial', x: 721, y: 155, width: 14, height: 14 },
    { id: 'preparing.deciding', x: 660, y: 195, width: 136, height: 51 },
    { id: 'preparing.resuming', x: 465, y: 356, width: 169, height: 51 },
    { id: 'preparing.asking', x: 660, y: 356, width: 152, height: 85 },
    { id: 'collecting', x: 658, y: 536, width: 130, height: 51 },
    { id: 'creating', x: 740, y: 702, width: 119, height: 102 },
    { id: 'reconciling', x: 585, y: 894, width: 210, height: 119 },
    { id: 'following', x: 24, y: 1117, width: 1169, height: 788 },
    { id: 'following#initial', x: 355, y: 1403, width: 14, height: 14 },
    { id: 'following#jobRead', x: 585, y: 1248, width: 190, height: 102 },
    { id: 'following.verifying', x: 196, y: 1445, width: 99, height: 32 },
    { id: 'following.challenged', x: 321, y: 1445, width: 243, height: 102 },
    { id: 'following.answering', x: 328, y: 1650, width: 223, height: 119 },
    { id: 'following.verifyingAnswer', x: 338, y: 1857, width: 153, height: 32 },
    { id: 'following.retrievingAccounts', x: 590, y: 1445, width: 180, height: 32 },
    { id: 'following.retrievingTransactions', x: 796, y: 1445, width: 216, height: 32 },
    { id: 'following.parked', x: 1083, y: 1445, width: 94, height: 32 },
    { id: 'connected', x: 967, y: 1982, width: 121, height: 32 },
    { id: 'failed', x: 700, y: 1982, width: 94, height: 32 },
    { id: 'cancelled', x: 820, y: 1982, width: 121, height: 32 },
    { id: 'broken', x: 1114, y: 1982, width: 94, height: 32 },
  ],
  lines: [
    { id: 'connection#initial→preparing', path: 'M721 85L721 111', label: null },
    { id: 'preparing#initial→preparing.deciding', path: 'M728 169L728 195', label: null },
    { id: 'following#initial→following.verifying', path: 'M362 1417L362 1431L262 1431L262 1445', label: null },
    {
      id: 'preparing.deciding→preparing.resuming',
      path: 'M694 246L694 270L548 270L548 342L578 342L578 356',
      label: { x: 552, y: 301.5, width: 69, height: 19 },
    },
    {
      id: 'preparing.deciding→following',
      path: 'M762 246L762 270L886 270L886 477L916 477L916 1097L710 1097L710 1117',
      label: { x: 920, y: 743.5, width: 75, height: 19 },
    },
    {
      id: 'preparing.deciding→preparing.asking',
      path: 'M728 246L728 260L724 260L724 342L761 342L761 356',
      label: { x: 728, y: 301.5, width: 129, height: 19 },
    },
    {
      id: 'preparing.deciding→creating',
      path: 'M779 246L779 260L899 260L899 688L829 688L829 702',
      label: { x: 814, y: 552, width: 82, height: 19 },
    },
    {
      id: 'preparing.deciding→collecting',
      path: 'M745 246L745 280L873 280L873 477L723 477L723 536',
      label: { x: 671, y: 491, width: 49, height: 19 },
    },
    {
      id: 'preparing.resuming→preparing.deciding',
      path: 'M521 356L521 260L677 260L677 246',
      label: { x: 469, y: 301.5, width: 49, height: 19 },
    },
    {
      id: 'preparing.asking→preparing.deciding',
      path: 'M711 356L711 246',
      label: { x: 633, y: 294, width: 75, height: 34 },
    },
    {
      id: 'collecting→creating',
      path: 'M762 587L762 601L783 601L783 688L800 688L800 702',
      label: { x: 787, y: 632.5, width: 96, height: 34 },
    },
    {
      id: 'creating→following',
      path: 'M819 804L819 818L899 818L899 1087L700 1087L700 1117',
      label: { x: 821, y: 936.5, width: 75, height: 34 },
    },
    {
      id: 'creating→collecting',
      path: 'M770 702L770 611L736 611L736 587',
      label: { x: 611, y: 625, width: 156, height: 49 },
    },
    {
      id: 'creating→reconciling',
      path: 'M780 804L780 818L725 818L725 894',
      label: { x: 613, y: 832, width: 109, height: 34 },
    },
    { id: 'reconciling→following', path: 'M690 1013L690 1117', label: { x: 632, y: 1039, width: 55, height: 34 } },
    {
      id: 'reconciling→collecting',
      path: 'M655 894L655 880L594 880L594 611L710 611L710 587',
      label: { x: 598, y: 736, width: 75, height: 34 },
    },
    {
      id: 'following#jobRead→collecting',
      path: 'M680 1248L680 1087L568 1087L568 601L684 601L684 587',
      label: { x: 389, y: 839.5, width: 176, height: 19 },
    },
    {
      id: 'following#jobRead→connected',
      path: 'M728 1350L728 1374L1028 1374L1028 1982',
      label: { x: 956, y: 1937, width: 69, height: 19 },
    },
    {
      id: 'following#jobRead→following.parked',
      path: 'M751 1350L751 1364L1130 1364L1130 1445',
      label: { x: 1045, y: 1398, width: 82, height: 19 },
    },
    {
      id: 'following#jobRead→following.challenged',
      path: 'M656 1350L656 1384L507 1384L507 1431L443 1431L443 1445',
      label: { x: 395, y: 1398, width: 109, height: 19 },
    },
    {
      id: 'following#jobRead→following.verifying',
      path: 'M633 1350L633 1374L229 1374L229 1445',
      label: { x: 233, y: 1398, width: 96, height: 19 },
    },
    {
      id: 'following#jobRead→following.verifyingAnswer',
      path: 'M609 1350L609 1364L179 1364L179 1843L389 1843L389 1857',
      label: { x: 40, y: 1590, width: 136, height: 19 },
    },
    {
      id: 'following#jobRead→following.retrievingAccounts',
      path: 'M680 1350L680 1445',
      label: { x: 521, y: 1398, width: 156, height: 19 },
    },
    {
      id: 'following#jobRead→following.retrievingTransactions',
      path: 'M704 1350L704 1384L904 1384L904 1445',
      label: { x: 852, y: 1398, width: 49, height: 19 },
    },
    {
      id: 'following.challenged→following.answering',
      path: 'M483 1547L483 1561L477 1561L477 1650',
      label: { x: 481, y: 1582.5, width: 142, height: 34 },
    },
    {
      id: 'following.answering→following.challenged',
      path: 'M402 1650L402 1547',
      label: { x: 290, y: 1575, width: 109, height: 49 },
    },
    {
      id: 'following.answering→following.verifyingAnswer',
      path: 'M440 1769L440 1857',
      label: { x: 268, y: 1795, width: 169, height: 34 },
    },
  ],
}
