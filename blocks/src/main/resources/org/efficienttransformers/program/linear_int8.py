  def add(self: __torch__.M, weight: Tensor, bias: Optional[Tensor]) -> NoneType:
    wide = torch.contiguous(torch.to(weight, 6, False, False, None), memory_format=0)
    scales = torch.div(torch.clamp_min(torch.amax(torch.abs(wide), [1], False), 1e-9), 127.)
    zeros = torch.zeros_like(scales, dtype=4, layout=None, device=None, pin_memory=None, memory_format=None)
    _0 = (self).pack(torch.quantize_per_channel(wide, torch.to(scales, 7, False, False, None), zeros, 0, 12), scales, zeros, )
    if torch.__isnot__(bias, None):
      bias1 = unchecked_cast(Tensor, bias)
      _1 = torch.append(self.biases, torch.to(bias1, 6, False, False, None))
    else:
      _2 = torch.append(self.biases, None)
    return None
