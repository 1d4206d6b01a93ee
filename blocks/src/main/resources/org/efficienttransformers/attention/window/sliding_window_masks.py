  def forward(self: __torch__.M, query: Tensor, hidden: Tensor) -> List[Tensor]:
    device = ops.prim.device(query)
    q_position = torch.unsqueeze(torch.arange($CHUNK, dtype=4, layout=None, device=device, pin_memory=None), 1)
    k_position = torch.unsqueeze(torch.arange(-$RADIUS, $CHUNK + $AHEAD, dtype=4, layout=None, device=device, pin_memory=None), 0)
    ahead = torch.sub(k_position, q_position, alpha=1)
    outside = torch.__or__(torch.lt(ahead, -$RADIUS), torch.gt(ahead, $AHEAD))
    window = torch.masked_fill(torch.new_zeros(query, torch.size(outside), dtype=None, layout=None, device=None, pin_memory=None), outside, $HIDDEN)
    bias = torch.masked_fill(torch.new_zeros(query, torch.size(hidden), dtype=None, layout=None, device=None, pin_memory=None), hidden, $HIDDEN)
    return [torch.unsqueeze(torch.unsqueeze(window, 0), 0), torch.unsqueeze(torch.unsqueeze(bias, 1), 1)]
