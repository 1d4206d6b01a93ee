  def again_$NAME(self: __torch__.M, x: Tensor, tensor: int) -> List[Tensor]:
    return [(self).$NAME(x, tensor, )]
  def back_$NAME(self: __torch__.M, gradient: Tensor, x: Tensor, again: List[Tensor], tensor: int) -> Tensor:
    wide = torch.to(x, 6, False, False, None)
    scale = torch.rsqrt(torch.add(torch.mean(torch.mul(wide, wide), [-1], True, dtype=None), $EPSILON, alpha=1))
    normed = torch.mul(wide, scale)
    weight = torch.sum(torch.flatten(torch.mul(gradient, normed), 0, -2), [0], False, dtype=6)
    _0 = (self).give(weight, torch.add(torch.add(self.others, tensor), $AT), 1, )
    above = torch.mul(gradient, (self.tensors)[torch.add(tensor, $AT)])
    along = torch.mean(torch.mul(above, normed), [-1], True, dtype=None)
    return torch.mul(torch.sub(above, torch.mul(normed, along), alpha=1), scale)
