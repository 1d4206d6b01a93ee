  def angles$K(self: __torch__.M, x: Tensor) -> Tensor:
    if $ROTARY:
      pairs = torch.arange(0, $PAIRS, dtype=7, layout=None, device=ops.prim.device(x), pin_memory=None)
      frequencies = torch.to(torch.exp(torch.mul(pairs, $LOGARITHM)), 6, False, False, None)
      places = torch.arange(0, (self).rowsOf(torch.size(x, 1), ), dtype=6, layout=None, device=ops.prim.device(x), pin_memory=None)
      angles = (self).doubled$K(torch.mul(torch.unsqueeze(torch.unsqueeze(places, 1), 1), frequencies), )
    else:
      angles = torch.zeros([0, 1, 1], dtype=6, layout=None, device=ops.prim.device(x), pin_memory=None)
    return angles
