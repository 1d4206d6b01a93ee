  def $NAME(self: __torch__.M, x: Tensor, tensor: int) -> Tensor:
    wide = torch.to(x, 6, False, False, None)
    square = torch.mean(torch.mul(wide, wide), [-1], True, dtype=None)
    normed = torch.mul(wide, torch.rsqrt(torch.add(square, $EPSILON, alpha=1)))
    return torch.mul(torch.type_as(normed, x), (self.tensors)[torch.add(tensor, $AT)])
